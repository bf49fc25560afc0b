"""The page of hits that /search shows."""

from typing import NamedTuple

from discord import ui

from bot.editorial import text
from bot.journeys.find import Hit, Results
from bot.model import Snippet
from bot.ui.digest import MESSAGE_TEXT, READ, long_date
from bot.ui.pieces import button, card, row, select, texts

PAGE = 5
QUERY_ROOM = 300
PLACE_ROOM = 150


class _Detail(NamedTuple):
    """How much of a hit is shown, in characters: title, whether that opens the paper, passage, and notice."""

    title: int
    link: bool
    passage: int
    notice: int


_DETAILS = (_Detail(500, True, 600, 250), _Detail(300, False, 400, 250), _Detail(150, False, 150, 120))


def results(found: Results) -> ui.LayoutView:
    """Ranked hits with their passages, pages, and a select to open one; or what to try where there are none."""
    if not found.hits:
        return _nothing_found(found)
    headline = _headline(found)
    blocks = [headline, *_hits(found, MESSAGE_TEXT - len(headline))]
    options = [
        (f"{hit.ref.digest_uid}:{hit.ref.number}", f"{number}. {hit.article.title}", hit.digest_label)
        for number, hit in enumerate(found.hits, start=found.first)
    ]
    # Without a token, the query could not be kept: there is nothing to turn with.
    last_page = max(1, -(-found.total // PAGE))
    first, last = found.page <= 1 or not found.token, found.page >= last_page or not found.token
    turner = row(
        button("‹ Page", "find", found.page - 1, found.publication_id, found.token, disabled=first),
        button(f"Page {found.page}/{last_page}", "find-stay", disabled=True),
        button("Page ›", "find", found.page + 1, found.publication_id, found.token, disabled=last),
        button("New search", "ask", "private"),
    )
    return card(*texts(blocks), row(select(READ, options, "hit")), turner)


def _nothing_found(found: Results) -> ui.LayoutView:
    return card(
        ui.TextDisplay(
            f"## Nothing found for “{text.escape_within(found.asked, QUERY_ROOM)}”\n"
            "Try fewer or other words: a title word, an author's family name, or the long form of an abbreviation."
        ),
        row(button("New search", "ask", "private"), button("All issues", "issues", "private")),
    )


def _headline(found: Results) -> str:
    count = text.counted(found.total, "entry", "entries")
    if not found.corrected:
        return f"## {count} for “{text.escape_within(found.asked, QUERY_ROOM)}”"
    said = ", ".join(f"“{right}” for “{wrong}”" for wrong, right in found.corrected.items())
    used = text.escape_within(found.used, QUERY_ROOM)
    return f"## {count} for “{used}”\nShowing results for {text.escape_within(said, QUERY_ROOM)}."


def _hits(found: Results, room: int) -> list[str]:
    """The hits as text, with no more of each than all of them have room for."""
    drawn = (
        [_hit(hit, number, detail) for number, hit in enumerate(found.hits, start=found.first)]
        for detail in _DETAILS
    )
    return next(blocks for blocks in drawn if sum(map(len, blocks)) <= room)


def _hit(hit: Hit, number: int, detail: _Detail) -> str:
    title = text.shorten(hit.article.title, detail.title)
    shown = text.link(title, hit.article.href) if detail.link else text.escape_within(title, detail.title)
    places = [text.escape_within(f"{hit.publication} ({hit.digest_label})", PLACE_ROOM), long_date(hit.digest_date)]
    if hit.message_url:
        places.append(f"[posted message]({hit.message_url})")
    passage = _marked(hit.snippet, detail.passage)
    said = f"*{text.escape_within(hit.notice, detail.notice)}*" if hit.notice else ""
    return "\n".join(filter(None, (said, f"**{number}. {shown}**", passage, f"-# {' · '.join(places)}")))


def _marked(snippet: Snippet, room: int) -> str:
    """The passage with the matched words in bold, as far as there is room for it."""
    shown = ""
    for run, bold in snippet:
        piece = f"**{text.escape(run)}**" if bold else text.escape_within(run, room - len(shown))
        if len(shown) + len(piece) > room:
            return f"{shown}…"
        shown += piece
    return shown
