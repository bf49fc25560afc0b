"""Searching a guild's own archive."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.clock import Clock
from bot.editorial.text import clean_line
from bot.errors import InvalidInput, NotFound, StoreError
from bot.journeys import aside, rights
from bot.model import Article, EntryRef, Snippet
from bot.search import engine
from bot.search.snippets import snippet
from bot.store import deliveries, digests, publications
from bot.store.connection import Reader
from bot.store.database import Database

log = logging.getLogger(__name__)

QUERY_LIMIT = 300
TOKEN_LIMIT = 60  # what a button has room for
_KEPT = "~"


@dataclass(frozen=True)
class Hit:
    """An entry that was found, why, and where it was posted."""

    ref: EntryRef
    article: Article
    publication: str
    digest_label: str
    digest_date: date
    snippet: Snippet
    message_url: str
    notice: str


@dataclass(frozen=True)
class Results:
    """A page of hits. `asked` is what was typed, `used` what was searched, `corrected` how they differ.

    `publication_id` is the one publication that was searched, 0 where it was all that the guild may see. `token`
    stands for the query in the buttons that turn the page; it is empty where the query could not be kept for them.
    """

    asked: str
    used: str
    corrected: Mapping[str, str]
    total: int
    page: int
    first: int
    publication_id: int
    token: str
    hits: tuple[Hit, ...]


class Find:
    """Answers queries over archived entries."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def search(self, guild_id: int, query: str, size: int, publication: str | None = None) -> Results:
        """The best hits among the entries that the guild may see, in one of its publications or in all."""
        asked = clean_line(query)
        if not asked:
            raise InvalidInput(
                "There is nothing to look for: type a word or two, such as a title word or an author."
            )
        if len(asked) > QUERY_LIMIT:
            raise InvalidInput(
                f"A search may have {QUERY_LIMIT} characters; this one has {len(asked)}. Shorten it."
            )
        async with self._database.read() as reader:
            chosen = publication and (await rights.choose_to_read(reader, guild_id, publication)).id
        return await self._in_guild(guild_id, asked, await self._token(guild_id, asked), 1, size, chosen or 0)

    async def turn(self, guild_id: int, token: str, page: int, size: int, publication_id: int) -> Results:
        """Another page (from 1) of a search; NotFound where its query was typed too long ago."""
        return await self._in_guild(guild_id, await self._query(guild_id, token), token, page, size, publication_id)

    async def _in_guild(
        self, guild_id: int, asked: str, token: str, page: int, size: int, publication_id: int
    ) -> Results:
        async with self._database.read() as reader:
            known = [one.id for one in await publications.seen_by(reader, guild_id)]
            scope = [one for one in known if publication_id in (0, one)]
            results = await self._results(reader, guild_id, scope, asked, max(page, 1), size)
        return replace(results, publication_id=publication_id, token=token)

    async def _token(self, guild_id: int, asked: str) -> str:
        if len(asked) <= TOKEN_LIMIT and not asked.startswith(_KEPT):
            return asked
        now = self._clock.now()
        try:
            return _KEPT + await self._database.write(lambda tx: aside.put(tx, guild_id, "search", asked, now))
        except StoreError as error:  # the first page needs no writing
            log.warning("A search cannot be kept for its further pages: %s", error)
            return ""

    async def _query(self, guild_id: int, token: str) -> str:
        if not token.startswith(_KEPT):
            return token
        async with self._database.read() as reader:
            asked = await aside.get(reader, guild_id, "search", token.removeprefix(_KEPT))
        if asked is None:
            raise NotFound("This search was typed some days ago and is no longer kept. Type it again: /search.")
        return asked

    async def search_everything(self, query: str, size: int) -> Results:
        """The best hits in the whole database, for the operator at the terminal."""
        async with self._database.read() as reader:
            scope = [one.id for one in await publications.all_of(reader)]
            return await self._results(reader, 0, scope, clean_line(query), 1, size)

    async def _results(
        self, reader: Reader, guild_id: int, scope: list[int], asked: str, page: int, size: int
    ) -> Results:
        offset = (page - 1) * size
        found = await engine.search(reader, scope, asked, size, offset)
        entries = await digests.found(reader, [hit.entry_id for hit in found.hits])
        shown = [entries[hit.entry_id] for hit in found.hits if hit.entry_id in entries]
        places = await deliveries.posted_messages(reader, guild_id, [one.ref for one in shown])
        hits = tuple(
            Hit(
                one.ref,
                one.article,
                one.publication,
                one.digest_label,
                one.digest_date,
                snippet(one.article, found.words),
                _url(guild_id, places.get(one.ref)),
                one.notice,
            )
            for one in shown
        )
        return Results(asked, found.used, found.corrected, found.total, page, offset + 1, 0, asked, hits)


def _url(guild_id: int, place: tuple[int, int] | None) -> str:
    return f"https://discord.com/channels/{guild_id}/{place[0]}/{place[1]}" if place else ""
