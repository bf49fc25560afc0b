"""What a search answers with, and what of it is kept for its further pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from pydantic import Field

from bot.journeys.asked import Wanted
from bot.model import Article, EntryRef, Frozen, Link, Snippet
from bot.search.engine import Found
from bot.search.query import excludes_only
from bot.search.snippets import Matched, matches, snippet
from bot.store.entries import FoundEntry


class Why(NamedTuple):
    """Where an entry matches: in its title or not, its best passage; which authors, tags, journal and date."""

    in_title: bool
    passage: Snippet
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    journal: tuple[str, ...] = ()
    date: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """An entry that was found, at its rank (from 1), why, and where it was posted.

    `external_id` is what it was called where it was imported from; both that and `message_url` may be empty.
    """

    number: int
    ref: EntryRef
    external_id: str
    article: Article
    publication: str
    digest_label: str
    digest_date: date
    why: Why
    message_url: str
    notice: str


class Ranking(Frozen):
    """All that a search has found, by row ids, best first: its pages are drawn from this, whatever changes since.

    `like` is the title of the entry that the others are like; empty for a search by words. `within` names the one
    publication that was searched. `keys` and `prefixes` are what matched.
    """

    wanted: Wanted
    like: str = ""
    within: str = ""
    used: str = ""
    corrected: Mapping[str, str] = Field(default_factory=dict[str, str])
    also: Mapping[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    total: int = 0
    partial: bool = False
    entries: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()

    @property
    def matched(self) -> Matched:
        """What to mark in the hits."""
        return Matched(frozenset(self.keys), self.prefixes)


@dataclass(frozen=True)
class Results:
    """A page of hits out of a ranking; `missing` of its entries may no longer be seen.

    `token` stands for the ranking in the buttons under it; it is empty where that could not be kept. Where nothing
    was found, `without` says how many entries there would be without a filter, by its name.
    """

    ranking: Ranking
    hits: tuple[Hit, ...] = ()
    page: int = 1
    pages: int = 1
    missing: int = 0
    without: Mapping[str, int] = field(default_factory=dict[str, int])
    token: str = ""

    @property
    def asked(self) -> str:
        """What was typed."""
        return self.ranking.wanted.text

    @property
    def only_excludes(self) -> bool:
        """Whether it was asked what to leave out, and not what to look for."""
        wanted = self.ranking.wanted
        return not (wanted.author or wanted.tag or wanted.since) and excludes_only(wanted.text)

    @property
    def total(self) -> int:
        """How many entries were found."""
        return self.ranking.total

    @property
    def corrected(self) -> Mapping[str, str]:
        """Which typed words were read as which."""
        return self.ranking.corrected


@dataclass(frozen=True)
class NotCovered:
    """No entry has that link. `on_its_way`: somebody has handed it in; `submittable`: it can be handed in here.

    `token` stands for the link in a button; it is empty where a long one could not be kept.
    """

    link: Link
    on_its_way: bool = False
    submittable: bool = False
    token: str = ""


@dataclass(frozen=True)
class BatchAnswer:
    """The answer to one of many queries: milliseconds, corrections, other forms, and (name, score) of each hit."""

    id: str
    ms: float
    corrected: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]
    hits: tuple[tuple[str, float], ...]


def ranking_of(found: Found, wanted: Wanted, **more: str) -> Ranking:
    """What the engine has found, to be kept."""
    return Ranking(
        wanted=wanted,
        used=found.used,
        corrected=found.corrected,
        also=found.also,
        total=found.total,
        partial=found.partial,
        entries=tuple(hit.entry_id for hit in found.hits[: found.total]),  # the rest has no word of the query
        keys=tuple(sorted(found.matched.keys)),
        prefixes=found.matched.prefixes,
        **more,
    )


def why(article: Article, matched: Matched) -> Why:
    """Where an article matches; it takes a while."""
    labels = (article.authors, article.tags, (article.journal,), (article.date,))
    matching = (tuple(label for label in some if matches(label, matched)) for some in labels)
    return Why(matches(article.title, matched), snippet(article, matched), *matching)


def hit_of(number: int, one: FoundEntry, reasons: Why, message_url: str) -> Hit:
    """A found entry as it is shown."""
    return Hit(
        number,
        one.ref,
        one.external_id,
        one.article,
        one.publication,
        one.digest_label,
        one.digest_date,
        reasons,
        message_url,
        one.notice,
    )
