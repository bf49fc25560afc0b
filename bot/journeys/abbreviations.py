"""The abbreviations that a publication's search knows, as the operator sees and decides them."""

from typing import Literal, NamedTuple

from bot.editorial.text import clean_line
from bot.errors import InvalidInput, NotFound
from bot.model import Publication
from bot.search.abbreviations import Pair
from bot.search.curated import curated
from bot.search.synonyms import keyed
from bot.store import abbreviations, publications
from bot.store.abbreviations import Keyed
from bot.store.connection import Reader, Writer
from bot.store.database import Database

SHORT_LIMIT, LONG_LIMIT = 30, 200  # characters

Origin = Literal["found", "added", "blocked", "shipped"]
_ORIGINS: dict[abbreviations.State, Origin] = {"mined": "found", "added": "added", "blocked": "blocked"}


class Abbreviation(NamedTuple):
    """A short form with a long one; `entries` are those that it was found in."""

    short: str
    long: str
    origin: Origin
    entries: int


class Abbreviations:
    """Lists, adds and blocks pairs. Searches of a running bot go by it at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listed(self, publication_name: str, short: str | None = None) -> list[Abbreviation]:
        """What the publication has, or has for one short form; then what ships and has not been decided there."""
        async with self._database.read() as reader:
            publication = await _named(reader, publication_name)
            stored = await abbreviations.listed(reader, publication.id)
        own = [Abbreviation(one.pair.short, one.pair.long, _ORIGINS[one.state], one.occurrences) for one in stored]
        known = {_keys(one.pair) for one in stored}
        shipped = [pair for pair in map(keyed, curated()) if pair and _keys(pair) not in known]
        own += [Abbreviation(pair.short, pair.long, "shipped", 0) for pair in shipped]
        return [one for one in own if short is None or one.short.casefold() == short.strip().casefold()]

    async def add(self, publication_name: str, short: str, long: str) -> Pair:
        """Have the two searched for each other, before what the texts say; a blocked pair is allowed again."""
        return await self._decide(publication_name, short, long, blocked=False)

    async def block(self, publication_name: str, short: str, long: str) -> Pair:
        """Never have the two searched for each other."""
        return await self._decide(publication_name, short, long, blocked=True)

    async def _decide(self, publication_name: str, short: str, long: str, *, blocked: bool) -> Pair:
        pair = _checked(short, long)

        async def work(tx: Writer) -> None:
            publication = await _named(tx, publication_name)
            await (abbreviations.block if blocked else abbreviations.put)(tx, publication.id, pair)

        await self._database.write(work)
        return Pair(pair.short, pair.long)


def _checked(short: str, long: str) -> Keyed:
    short, long = clean_line(short), clean_line(long)
    if not (len(short) <= SHORT_LIMIT and len(long) <= LONG_LIMIT):
        raise InvalidInput(
            f"A short form may have {SHORT_LIMIT} characters and a long one {LONG_LIMIT}; shorten what you gave."
        )
    pair = keyed(Pair(short, long))
    if pair is None:
        raise InvalidInput(
            "Give a short form and a long one with a word in each, such as EV “extracellular vesicle”."
        )
    if len(short) >= len(long):
        raise InvalidInput(f"“{short}” is not shorter than “{long}”; give the short form first.")
    return pair


async def _named(reader: Reader, name: str) -> Publication:
    """The publication of that name or code, whichever server's."""
    wanted = name.strip()
    known = await publications.all_of(reader)
    found = [one for one in known if wanted in (one.uid, one.name) or wanted.casefold() == one.name.casefold()]
    if not found:
        raise NotFound(f"There is no publication named {wanted}.")
    if len(found) > 1:
        codes = ", ".join(one.uid for one in found)
        raise InvalidInput(f"Several servers have a publication named {wanted}; give the code of one: {codes}.")
    return found[0]


def _keys(pair: Keyed) -> tuple[str, str]:
    return pair.short_key, pair.long_key
