"""The order of the hits: BM25, then what the best hits have in common, then how close each is to its neighbours."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search.query import Phrase
from bot.search.scoring import STEPS, rarity
from bot.search.segment import Hashes
from bot.search.view import Form, Mask, Scores, View

_COORDINATION = 0.5  # by how much an entry with all words gains over one with none
_OTHER_WHOLE = 0.6  # what all words gain with another form for some of them ("PD-1" for "Parkinson's disease")
_PAIR_SHARE = 0.15  # what neighbouring words count as a phrase, beside what each of them counts
_PAIRED = 200  # entries whose phrases are looked at
# Light relevance feedback: the best hits' weightiest terms are searched too.
_FEEDBACK_ENTRIES = 10
_FEEDBACK_TERMS = 16
_FEEDBACK_SHARE = 0.15
# Neighbours: a hit among hits that are like it is likelier to be right than a lonely one.
_NEIGHBOURHOOD = 50
_NEIGHBOURS = 10
_NEIGHBOUR_SHARE = 0.2

_STEPS_OF_SCORES = 1e5  # smaller differences are none
_DATE_BITS = 20
_KEY_BITS = 63


class Choice(NamedTuple):
    """One way to find a word, and what that counts beside the word itself."""

    form: Form
    share: float


class Wanted(NamedTuple):
    """A word of the query in all the ways it can be found, as typed first, and how often it was typed."""

    choices: tuple[Choice, ...]
    times: int = 1


class Pair(NamedTuple):
    """Neighbouring words of the query, which count more as a phrase, and other forms that mean both of them."""

    phrase: Phrase
    others: tuple[Form, ...]
    weight: float


class Asked(NamedTuple):
    """What is to be found: words, pairs of neighbours, and what several words mean together.

    `all_first`: entries with all of it come before others.
    """

    words: Sequence[Wanted] = ()
    pairs: Sequence[Pair] = ()
    concepts: Sequence[Wanted] = ()
    all_first: bool = False


class Ranked(NamedTuple):
    """Numbers and scores of the best entries, best first, and how many there are with a word of the query.

    Those come first; behind them may stand others that are like them.
    """

    numbers: NDArray[np.intp]
    scores: Scores
    total: int


class _Vectors(NamedTuple):
    """Entries by their weightiest terms: a row for each entry, of length 1, and the terms of the columns."""

    rows: Scores
    terms: Hashes


def ranked(view: View, asked: Asked, allowed: Mask, limit: int, *, newest: bool = False) -> Ranked:
    """The best of the allowed entries, at most `limit`: best match or newest first, of equal ones the newest."""
    scores, having = matched(view, asked.words)
    direct = allowed & (having > 0) if asked.words else allowed
    scores *= direct
    if newest or not asked.words:
        at = np.flatnonzero(direct)
        best = in_order(view, at, np.zeros_like(scores), limit)
        return Ranked(best, scores[best], len(at))
    scores *= np.float32(1) + having * np.float32(_COORDINATION / len(asked.words))
    _pair(view, asked.pairs, scores)
    scores /= sum(one.times for one in asked.words)
    if asked.all_first and len(asked.words) > 1:
        scores += direct * _wholeness(view, asked, having) * scores.max(initial=0)
    return _among_their_like(view, _with_feedback(view, scores, allowed), direct, limit)


def like(view: View, number: int, limit: int) -> Ranked:
    """The entries that are most like one of them."""
    vectors = _vectors(view, np.array([number]))
    scores = _weighed(view, vectors.terms, vectors.rows[0])
    scores *= view.present()
    scores[number] = 0
    at = np.flatnonzero(scores > 0)
    best = in_order(view, at, scores, limit)
    return Ranked(best, scores[best], len(at))


def matched(view: View, wanted: Sequence[Wanted]) -> tuple[Scores, NDArray[np.uint16]]:
    """Of each entry the score, and how many of the words it has."""
    scores = np.zeros(view.numbered, np.float32)
    having = np.zeros(view.numbered, np.uint16)
    for one in wanted:
        choices = [choice for choice in one.choices if choice.form.found]
        # Other forms count by the rarity of the word itself, so that the exact form comes first.
        weights = [choice.share * one.times * rarity_of(view, choices[0].form) for choice in choices]
        for at, span in enumerate(view.spans):
            own = [(choice.form.postings[at], weight) for choice, weight in zip(choices, weights, strict=True)]
            if len(own) == 1:
                (entries, impacts), weight = own[0]
                scores[span][entries] += impacts * np.float32(weight / STEPS)
                having[span][entries] += 1
            elif own:
                best = np.zeros(span.stop - span.start, np.float32)
                for (entries, impacts), weight in own:
                    best[entries] = np.maximum(best[entries], impacts * np.float32(weight / STEPS))
                scores[span] += best
                having[span] += best > 0
    return scores, having


def _wholeness(view: View, asked: Asked, having: NDArray[np.uint16]) -> Scores:
    """1 for entries that have all as it was typed, less for those with another form of it, 0 for some."""
    whole = (having == len(asked.words)) & (matched(view, asked.concepts)[1] == len(asked.concepts))
    as_typed = np.all([view.mask(one.choices[0].form) for one in asked.concepts], axis=0)
    return whole * np.where(as_typed, np.float32(1), np.float32(_OTHER_WHOLE))


def _pair(view: View, pairs: Sequence[Pair], scores: Scores) -> None:
    """Add to the scores of the best entries what they have as phrases."""
    best = in_order(view, np.flatnonzero(scores > 0), scores, _PAIRED)
    among = np.zeros(view.numbered, bool)
    among[best] = True
    for pair in pairs:
        impacts = np.zeros(view.numbered, np.float32)
        for form in (view.phrase(pair.phrase, among), *pair.others):
            for span, own in zip(view.spans, form.postings, strict=True):
                impacts[span][own.entries] = np.maximum(impacts[span][own.entries], own.impacts)
        scores[best] += impacts[best] * (_PAIR_SHARE * pair.weight / STEPS)


def _with_feedback(view: View, scores: Scores, allowed: Mask) -> Scores:
    """The scores with what the best hits have in common, by which other entries come in too."""
    best = in_order(view, np.flatnonzero(scores > 0), scores, _FEEDBACK_ENTRIES)
    if not len(best):
        return scores
    vectors = _vectors(view, best)
    weights = scores[best] @ vectors.rows
    chosen = np.argsort(-weights, kind="stable")[:_FEEDBACK_TERMS]
    common = _weighed(view, vectors.terms[chosen], weights[chosen] / weights[chosen].sum())
    widened = (scores * (1 - _FEEDBACK_SHARE) + common * _FEEDBACK_SHARE).astype(np.float32)
    return widened * allowed


def _weighed(view: View, terms: Hashes, weights: Scores) -> Scores:
    """Of each entry the score for terms of these weights."""
    if not len(terms):
        return np.zeros(view.numbered, np.float32)
    forms = view.terms(terms)
    shares = (weights * rarity(np.array([form.found for form in forms]), view.numbered) / STEPS).astype(np.float32)
    scores = np.zeros(view.numbered, np.float32)
    for at, span in enumerate(view.spans):
        own = [(form.postings[at], share) for form, share in zip(forms, shares, strict=True)]
        entries = np.concatenate([postings.entries for postings, _ in own])
        counts = np.concatenate([postings.impacts * share for postings, share in own])
        scores[span] = np.bincount(entries, counts, span.stop - span.start)
    return scores


def _among_their_like(view: View, scores: Scores, direct: Mask, limit: int) -> Ranked:
    """The best entries, the first of them ordered by how good their nearest neighbours are, too."""
    first = direct * scores.max(initial=0)
    found = np.flatnonzero(scores > 0)
    if not len(found):
        return Ranked(found, scores[found], 0)
    best = in_order(view, found, scores + first, max(limit, _NEIGHBOURHOOD))
    head = best[:_NEIGHBOURHOOD]
    rows = _vectors(view, head).rows
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, 0)
    if len(head) > _NEIGHBOURS:
        least = np.partition(likeness, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS, None]
        likeness[likeness < least] = 0
    around = likeness @ scores[head] / np.maximum(likeness.sum(axis=1), 1e-9)
    scores[head] = (1 - _NEIGHBOUR_SHARE) * scores[head] + _NEIGHBOUR_SHARE * around
    scores += first  # no entry without a word of the query comes before one that has one
    best = np.concatenate([in_order(view, head, scores, len(head)), best[_NEIGHBOURHOOD:]])[:limit]
    return Ranked(best, scores[best], int(direct.sum()))


def _vectors(view: View, numbers: NDArray[np.intp]) -> _Vectors:
    owners, terms, weights = view.weightiest(numbers)
    columns, places = np.unique(terms, return_inverse=True)
    rows = np.zeros((len(numbers), len(columns)), np.float32)
    rows[owners, places] = weights
    return _Vectors(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), columns)


def in_order(view: View, numbers: NDArray[np.intp], scores: Scores, limit: int) -> NDArray[np.intp]:
    """The first of these entries by score, date of their digest and place in the archive."""
    places = view.numbered.bit_length()
    room = (1 << _KEY_BITS - _DATE_BITS - places) - 1
    found = scores[numbers]
    most = float(found.max(initial=0))
    steps = min(_STEPS_OF_SCORES, room / max(most, 1.0))
    differ = most > found.min(initial=most)
    if differ and len(numbers) > limit:
        fitting = found >= np.partition(found, -limit)[-limit] - 1 / steps
        numbers, found = numbers[fitting], found[fitting]
    keys = view.dates[numbers].astype(np.int64)
    if differ:
        keys |= np.rint(found * np.float64(steps)).astype(np.int64) << _DATE_BITS
    keys = keys << places | numbers
    if len(keys) > limit:  # where many score the same
        keys = np.partition(keys, -limit)[-limit:]
    return np.sort(keys)[::-1] & (1 << places) - 1


def rarity_of(view: View, form: Form) -> float:
    """How much a hit with this form tells."""
    return float(rarity(np.array([form.found]), view.numbered)[0])
