"""What is offered while somebody types a query."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.editorial.article import link_keys
from bot.journeys import rights
from bot.journeys.asked import Field, entry_value, field_value, pasted_link, typed_field
from bot.search.engine import Engine, Suggested
from bot.store import entries, publications
from bot.store.connection import Reader
from bot.store.direct import DirectReader
from bot.store.entries import Headline

CHOICES = 25  # Discord's limit for autocomplete


class Suggestion(NamedTuple):
    """What an autocomplete list offers: why, its words, what stands for it, and of which issue an entry is."""

    kind: str
    text: str
    value: str
    label: str = ""


async def suggestions(
    reader: DirectReader, engine: Engine, guild_id: int, typed: str, field: Field, publication: str | None
) -> list[Suggestion]:
    """What may be meant by what is typed so far, best first; the newest entries where nothing is."""
    in_query = field == "any"
    typed, field = typed_field(typed, field)
    seen = await publications.seen_by(reader, guild_id)
    chosen = rights.named(seen, publication or "")
    scope = [one.id for one in seen if not publication or one == chosen]
    if field == "any" and not typed.strip():
        return [_of_entry("newest", one) for one in await entries.newest(reader, scope, CHOICES)]
    if field == "any" and (linked := await _linked(reader, scope, typed)):
        return [linked]
    suggested = await engine.suggest(reader, scope, typed, field, CHOICES)
    return [_suggestion(one, in_query=in_query) for one in suggested]


async def _linked(reader: Reader, scope: Sequence[int], typed: str) -> Suggestion | None:
    """The entry of a pasted link."""
    pasted = pasted_link(typed)
    ref = pasted and await entries.known_by(reader, scope, link_keys(pasted.link))
    entry_id = ref and await entries.row_of(reader, scope, ref)
    if not (pasted and entry_id):
        return None
    kind = "link" if pasted.link.kind == "url" else pasted.link.kind
    (known,) = (await entries.headlines(reader, scope, [entry_id])).values()
    return _of_entry(kind, known)


def _suggestion(one: Suggested, *, in_query: bool) -> Suggestion:
    if one.entry is not None:
        return _of_entry(one.kind, one.entry)
    if one.kind in ("author", "tag") and in_query:
        return Suggestion(one.kind, one.text, field_value(one.kind, one.text))
    return Suggestion(one.kind, one.text, one.text)


def _of_entry(kind: str, one: Headline) -> Suggestion:
    return Suggestion(kind, one.title, entry_value(one.ref), one.digest_label)
