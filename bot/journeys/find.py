"""Searching what a guild may see: by words, by link, by an entry that others should be like."""

import json
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from bot.clock import Clock
from bot.editorial.article import link_keys
from bot.editorial.elsewhere import message_address
from bot.errors import InvalidInput, NotFound, StoreError
from bot.journeys import aside, rights
from bot.journeys.asked import Field, Pasted, Sort, Wanted, checked, pasted_link, picked_entry
from bot.journeys.browse import EntryPage, opened
from bot.journeys.hits import BatchAnswer, Hit, NotCovered, Ranking, Results, hit_of, ranking_of, why
from bot.journeys.suggest import Suggestion, suggestions
from bot.model import EntryRef, Link, Publication
from bot.search.engine import Ask, Engine
from bot.store import entries, posted, publications, submissions
from bot.store.connection import Reader
from bot.store.database import Database
from bot.store.direct import DirectReader
from bot.store.entries import FoundEntry

log = logging.getLogger(__name__)

KEPT = 500  # hits that can be turned to
LIKE = 25  # entries like another one
TOKEN_LIMIT = 60  # characters that a button has room for
LONG = "~"  # before what stands for a longer link

Answer = Results | EntryPage | NotCovered


class _Scope(NamedTuple):
    """The publications that are searched, and the name of the one that was asked for."""

    ids: list[int]
    within: str


class Find:
    """Answers queries over archived entries."""

    def __init__(self, database: Database, clock: Clock, engine: Engine) -> None:
        self._database = database
        self._clock = clock
        self._engine = engine

    async def search(self, guild_id: int, wanted: Wanted, size: int) -> Answer:
        """The first page of hits; or the very entry, or that there is none, for a link or a picked suggestion.

        Raises InvalidInput for what cannot be searched, NotFound for an unknown publication, a picked entry that is
        gone, and where the guild has no publication to read.
        """
        wanted = checked(wanted, self._clock.now().date())
        found = await self._database.read_at_once(lambda reader: self._answer(reader, guild_id, wanted, size))
        if isinstance(found, Link):
            return await self._not_covered(guild_id, found)
        return await self._kept(guild_id, found) if isinstance(found, Results) else found

    async def any_hits(self, guild_id: int, wanted: Wanted, size: int) -> Answer | None:
        """The same where it leads to an entry or to hits; None for all else that `search` answers or raises."""
        try:
            found = await self.search(guild_id, wanted, size)
        except (InvalidInput, NotFound):
            return None
        return found if isinstance(found, EntryPage) or (isinstance(found, Results) and found.hits) else None

    async def turn(self, guild_id: int, token: str, page: int, size: int) -> Results:
        """Another page (from 1) of what a search has found then; NotFound where that is no longer kept."""

        async def turned(reader: DirectReader) -> Results:
            ranking = await _ranking(reader, guild_id, token)
            seen = await publications.seen_by(reader, guild_id)
            scope = [one.id for one in seen if ranking.wanted.publication in (None, one.uid)]
            return await _page(reader, guild_id, scope, ranking, page, size)

        return replace(await self._database.read_at_once(turned), token=token)

    async def again(
        self, guild_id: int, token: str, size: int, *, sort: Sort | None = None, exact: bool = False
    ) -> Answer:
        """The same search, sorted otherwise or without corrections; NotFound where it is no longer kept."""
        async with self._database.read() as reader:
            wanted = (await _ranking(reader, guild_id, token)).wanted
        changed = replace(wanted, sort=sort or wanted.sort, exact=exact or wanted.exact)
        return await self.search(guild_id, changed, size)

    async def remembered(self, guild_id: int, token: str) -> Wanted | None:
        """What a search was for; None where it is not, or no longer, kept."""
        async with self._database.read() as reader:
            ranking = await _kept_ranking(reader, guild_id, token)
        return ranking and ranking.wanted

    async def like(self, guild_id: int, ref: EntryRef, size: int) -> Results:
        """The entries that are most like this one; NotFound where the guild has none such."""

        async def found(reader: DirectReader) -> Results:
            scope = [one.id for one in await publications.seen_by(reader, guild_id)]
            title = (await opened(reader, guild_id, ref)).entry.article.title
            entry_id = await entries.row_of(reader, scope, ref)
            assert entry_id is not None  # noqa: S101  it has just been opened
            best = await self._engine.like(reader, scope, entry_id, LIKE)
            return await _page(reader, guild_id, scope, ranking_of(best, Wanted(""), like=title), 1, size)

        return await self._kept(guild_id, await self._database.read_at_once(found))

    async def suggest(
        self, guild_id: int, typed: str, field: Field = "any", publication: str | None = None
    ) -> list[Suggestion]:
        """What may be meant by what is typed so far, best first; the newest entries where nothing is."""
        return await self._database.read_at_once(
            lambda reader: suggestions(reader, self._engine, guild_id, typed, field, publication)
        )

    async def search_everything(self, wanted: Wanted, size: int) -> Results:
        """The best hits in the whole database, for the operator at the terminal."""
        wanted = checked(wanted, self._clock.now().date())

        async def found(reader: DirectReader) -> Results:
            scope = await _everything(reader, wanted.publication)
            best = await self._engine.search(reader, scope, _ask(wanted), size)
            return await _page(reader, 0, scope, ranking_of(best, wanted), 1, size)

        return await self._database.read_at_once(found)

    async def batch(
        self, queries: Iterable[tuple[str, str]], publication: str | None, limit: int
    ) -> AsyncIterator[BatchAnswer]:
        """The answers to many queries (id, text), each as soon as it is there, for the operator."""
        scope = await self._database.read_at_once(lambda reader: _everything(reader, publication))
        for query_id, text in queries:
            yield await self._database.read_at_once(partial(self._batched, scope, query_id, text, limit))

    async def _batched(
        self, scope: Sequence[int], query_id: str, text: str, limit: int, reader: DirectReader
    ) -> BatchAnswer:
        begun = self._clock.monotonic()
        found = await self._engine.search(reader, scope, Ask(text), limit)
        ms = 1000 * (self._clock.monotonic() - begun)
        names = await entries.names(reader, [hit.entry_id for hit in found.hits])
        hits = tuple((names[hit.entry_id], hit.score) for hit in found.hits)
        return BatchAnswer(query_id, ms, found.corrected, found.also, hits)

    async def _answer(
        self, reader: DirectReader, guild_id: int, wanted: Wanted, size: int
    ) -> Results | EntryPage | Link:
        """The picked or pasted entry, or the first page of hits; a link that no entry has is the answer itself."""
        if (picked := picked_entry(wanted.text)) is not None:
            return await opened(reader, guild_id, picked)
        scope, wanted = await _scope(reader, guild_id, wanted)
        pasted = pasted_link(wanted.text)
        if pasted and (known := await entries.known_by(reader, scope.ids, link_keys(pasted.link))):
            return await opened(reader, guild_id, known)
        if pasted and pasted.sure:
            return pasted.link
        found = await self._found(reader, guild_id, scope, wanted, size)
        return pasted.link if pasted and _means_link(pasted, found) else found

    async def _found(
        self, reader: DirectReader, guild_id: int, scope: _Scope, wanted: Wanted, size: int
    ) -> Results:
        found = await self._engine.search(reader, scope.ids, _ask(wanted), KEPT)
        ranking = ranking_of(found, wanted, within=scope.within)
        if not ranking.entries:
            return Results(ranking, without=await self._without(reader, guild_id, wanted))
        return await _page(reader, guild_id, scope.ids, ranking, 1, size)

    async def _without(self, reader: DirectReader, guild_id: int, wanted: Wanted) -> dict[str, int]:
        """How many entries there would be without each of the filters."""
        given = {"author": wanted.author, "tag": wanted.tag, "since": wanted.since}
        fewer = {name: replace(wanted, **{name: ""}) for name, value in given.items() if value}
        if wanted.publication is not None:
            fewer["publication"] = replace(wanted, publication=None)
        counts: dict[str, int] = {}
        for name, rest in fewer.items():
            scope, rest = await _scope(reader, guild_id, rest)
            counts[name] = (await self._engine.search(reader, scope.ids, _ask(rest), 1)).total
        return counts

    async def _kept(self, guild_id: int, results: Results) -> Results:
        """The same with a token, if there is anything to come back for."""
        if not results.hits and not results.corrected:
            return results
        return replace(results, token=await self._aside(guild_id, "search", results.ranking.model_dump_json()))

    async def _not_covered(self, guild_id: int, link: Link) -> NotCovered:
        async with self._database.read() as reader:
            own = await publications.of_guild(reader, guild_id)
            twins = [await submissions.twin(reader, one.id, link_keys(link)) for one in own]
        if any(twins) or not own:
            return NotCovered(link, on_its_way=any(twins))
        token = f"pmid:{link.value}" if link.kind == "pmid" else link.value
        if len(token) > TOKEN_LIMIT:
            token = await self._aside(guild_id, "form", json.dumps({"link": token}))
            token = token and LONG + token
        return NotCovered(link, submittable=True, token=token)

    async def _aside(self, guild_id: int, kind: aside.Kind, content: str) -> str:
        """Keep for a button what it has no room for; empty where it cannot be kept: the answer does without."""
        now = self._clock.now()
        try:
            return await self._database.write(lambda tx: aside.put(tx, guild_id, kind, content, now))
        except StoreError as error:
            log.warning("The buttons of an answer are left out, because nothing can be kept for them: %s", error)
            return ""


async def _scope(reader: Reader, guild_id: int, wanted: Wanted) -> tuple[_Scope, Wanted]:
    """The publications to search, and the wanted with the code of the one it names, which never changes."""
    if wanted.publication is None:
        return _Scope([one.id for one in await rights.all_to_read(reader, guild_id)], ""), wanted
    chosen = await rights.choose_to_read(reader, guild_id, wanted.publication)
    return _Scope([chosen.id], chosen.name), replace(wanted, publication=chosen.uid)


async def _everything(reader: Reader, publication: str | None) -> list[int]:
    """All publications there are, or those of that name; NotFound where there is none."""
    known = await publications.all_of(reader)
    chosen = [one.id for one in known if publication is None or _is_named(one, publication)]
    if publication is not None and not chosen:
        raise NotFound(f"There is no publication named {publication}.")
    return chosen


def _is_named(one: Publication, name: str) -> bool:
    return rights.named([one], name) is not None


def _ask(wanted: Wanted) -> Ask:
    return Ask(wanted.text, wanted.author, wanted.tag, wanted.first_day, wanted.sort, wanted.exact)


def _means_link(pasted: Pasted, found: Results) -> bool:
    """Whether a number that nothing was found for must have been an identifier."""
    return pasted.link.kind != "url" and not found.total


async def _ranking(reader: Reader, guild_id: int, token: str) -> Ranking:
    ranking = await _kept_ranking(reader, guild_id, token)
    if ranking is None:
        raise NotFound("This search was typed some days ago and is no longer kept. Type it again: /search.")
    return ranking


async def _kept_ranking(reader: Reader, guild_id: int, token: str) -> Ranking | None:
    kept = await aside.get(reader, guild_id, "search", token)
    return None if kept is None else Ranking.model_validate_json(kept)


async def _page(
    reader: Reader, guild_id: int, scope: Sequence[int], ranking: Ranking, page: int, size: int
) -> Results:
    pages = max(1, -(-len(ranking.entries) // size))
    page = max(1, min(page, pages))
    ids = ranking.entries[(page - 1) * size : page * size]
    known = await entries.found(reader, scope, ids)
    shown = {rank: known[one] for rank, one in enumerate(ids, start=(page - 1) * size + 1) if one in known}
    hits = await _hits(reader, guild_id, shown, ranking)
    return Results(ranking, hits, page, pages, missing=len(ids) - len(hits))


async def _hits(reader: Reader, guild_id: int, shown: dict[int, FoundEntry], ranking: Ranking) -> tuple[Hit, ...]:
    places = await posted.posted_messages(reader, guild_id, [one.ref for one in shown.values()])
    matched = ranking.matched
    return tuple(
        hit_of(rank, one, why(one.article, matched), _url(guild_id, places.get(one.ref)))
        for rank, one in shown.items()
    )


def _url(guild_id: int, place: tuple[int, int] | None) -> str:
    return message_address(guild_id, *place) if place else ""
