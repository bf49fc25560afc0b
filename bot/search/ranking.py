"""What each part of a query counts in the ranking.

FTS5's bm25() weighs a phrase by its rarity in the whole index. Here it is weighed by its rarity in the scope, as
if the index held nothing else: bm25() of a single phrase is proportional to that weight, which is exchanged.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.search import index
from bot.search.index import Arm, Counts, Sizes
from bot.search.query import Forms

_OTHER_FORM = 0.1  # what a joined form or a compound adds to what its word counts


class Term(NamedTuple):
    """Something to be found in any of its forms, of which the first `equal` ones are as good as the first.

    A plain term counts the same however often it stands in an entry.
    """

    forms: Forms
    equal: int = 1
    plain: bool = False


def arms(scope: Sequence[int], terms: Sequence[Term], counts: Counts, sizes: Sizes) -> list[Arm]:
    """What is to be looked for: every form that occurs, in every publication where it does."""
    return [
        arm
        for publication_id in scope
        for number, term in enumerate(terms)
        for arm in (_plain if term.plain else _ranked)(publication_id, number, term, scope, counts, sizes)
    ]


def _ranked(
    publication_id: int, number: int, term: Term, scope: Sequence[int], counts: Counts, sizes: Sizes
) -> Iterator[Arm]:
    for place, phrase in enumerate(term.forms):
        found = counts[publication_id, phrase]
        if found:
            here = sum(counts[other, phrase] for other in scope)
            share = 1.0 if place < term.equal else _OTHER_FORM
            weight = share * _rarity(here, sizes.here) / _rarity_in_fts5(found, sizes.everywhere)
            yield Arm(publication_id, number, index.match(publication_id, phrase), weight, ranked=True)


def _plain(
    publication_id: int, number: int, term: Term, scope: Sequence[int], counts: Counts, sizes: Sizes
) -> Iterator[Arm]:
    occurring = [phrase for phrase in term.forms if counts[publication_id, phrase]]
    if occurring:
        here = sum(counts[other, phrase] for other in scope for phrase in term.forms)
        weight = _rarity(min(here, sizes.here), sizes.here)
        yield Arm(publication_id, number, index.any_of(publication_id, occurring), weight, ranked=False)


def _rarity(found: int, entries: int) -> float:
    """The inverse document frequency, in the form that stays positive for words of most entries."""
    return math.log(1 + (entries - found + 0.5) / (found + 0.5))


def _rarity_in_fts5(found: int, entries: int) -> float:
    """The same as bm25() has it, https://sqlite.org/fts5.html#the_bm25_function"""
    return max(math.log(max((entries - found + 0.5) / (found + 0.5), 1e-9)), 1e-6)
