"""A digest as people see it: the post, the same page in a private answer, and an opened entry."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import discord
from discord import ui

from bot.editorial import text
from bot.editorial.citation import bibtex, reference
from bot.editorial.elsewhere import filled
from bot.editorial.layout import notice
from bot.journeys.browse import DigestPage, EntryPage, described
from bot.journeys.weekly import Preview
from bot.model import Article, Channel, Choice, DigestSummary, Entry, Part, Section
from bot.ui.pieces import OPTIONS, PREVIEW, Row, Style, button, card, open_button, row, select, separator, texts

MESSAGE_TEXT = 3900  # of the 4,000 characters that a message takes
HEADING_LIMIT = 200
LISTED_ISSUES = 5 * OPTIONS
CITATION_TEXT = 2000
URL_LIMIT = 512  # of a link button
READ = "Read an entry…"
NOWHERE: Mapping[int, str] = MappingProxyType({})


def message(
    part: Part, channel: Channel, digest_uid: str, mark: str, addresses: Mapping[int, str] = NOWHERE
) -> dict[str, Any]:
    """A part of a digest as the channel gets it: the arguments of a send.

    The mark stands in a custom_id, by which the message is found again. An announcement is a classic message,
    because published copies are known to lose components; it links to the entries' full texts at these `addresses`.
    """
    mention = mention_of(part, channel)
    if channel.format == "classic":
        blocks = (part.header, *(filled(block, addresses) for block in part.blocks))
        embeds = [discord.Embed(description=block) for block in blocks if block]
        return {"content": mention or None, "embeds": embeds, "view": _classic_buttons(mark)}
    rows = [*_choice_rows(part.choices, digest_uid, mark), _ways(mark)]
    return {"view": card(*_body(part), *rows, above=mention)}


def mention_of(part: Part, channel: Channel) -> str:
    """The mention of the channel's role, which only the first part carries; empty where there is none."""
    return f"<@&{channel.role_id}>" if channel.role_id is not None and part.number == 1 else ""


def preview(coming: Preview) -> list[dict[str, Any]]:
    """The coming issue exactly as its first channel would get it: the arguments of a send for each message."""
    nowhere = Channel(publication_id=coming.publication.id, channel_id=0, guild_id=0, kind="text", format="compact")
    channel = coming.channels[0] if coming.channels else nowhere
    return [message(part, channel, coming.digest.uid, PREVIEW) for part in coming.parts]


def page(shown: DigestPage, number: int, *, shared: bool = False) -> ui.LayoutView:
    """One part of a digest in a private answer, with the ways to its neighbours; `shared` takes Share away."""
    number = max(1, min(number, len(shown.parts)))
    part = shown.parts[number - 1]
    uid = shown.digest.uid
    rows = [*_choice_rows(part.choices, uid, "private")]
    if len(shown.parts) > 1:
        rows.append(_turner("digest", uid, number, len(shown.parts)))
    rows.append(
        row(
            _to_digest("‹ Older", shown.older, "older"),
            _to_digest("Newer ›", shown.newer, "newer"),
            button("All issues", "issues", "private"),
            _share(shared, "digest", uid, number),
        )
    )
    return card(*_body(part), *rows)


def shared_by(user_id: int) -> str:
    """Who shows something to the channel; nobody is pinged by it."""
    return f"<@{user_id}> shares:"


def shared_page(part: Part, digest_uid: str, by: str) -> ui.LayoutView:
    """A part of a digest that a member shows to the channel."""
    return card(*_body(part), *_choice_rows(part.choices, digest_uid, "shared"), above=by)


def issue_list(summaries: Sequence[DigestSummary]) -> ui.LayoutView:
    """All issues, newest first, to open one."""
    options = [(one.uid, described(one), one.publication) for one in summaries]
    chunks = [options[start : start + OPTIONS] for start in range(0, len(options), OPTIONS)]
    rows = [
        row(select(f"Issues {_span(chunk, start)}", chunk, "issue", start)) for start, chunk in enumerate(chunks)
    ]
    known = text.counted(len(options), "issue is", "issues are")
    return card(ui.TextDisplay(f"## All issues\n{known} in the archive. Pick one to read it."), *rows)


def entry(opened: EntryPage, page_number: int = 1, *, shared: bool = False) -> ui.LayoutView:
    """An entry, opened to read: title, authors, journal, sections, and the ways on."""
    digest, one = opened.digest, opened.entry
    head = _entry_head(one)
    source = f"-# {text.escape(digest.heading)} · {long_date(digest.date)}"
    pages = entry_pages(one.article, MESSAGE_TEXT - len(head) - len(source))
    number = max(1, min(page_number, len(pages)))
    rows: list[Row] = []
    if len(pages) > 1:
        rows.append(_turner("entry", f"{digest.uid}:{one.number}", number, len(pages)))
    rows += [_entry_ways(opened, shared), _entry_turner(opened)]
    return card(ui.TextDisplay(head), separator(), *texts([pages[number - 1], source]), *rows)


def shared_entry(opened: EntryPage, by: str) -> ui.LayoutView:
    """An entry that a member shows to the channel, with its full text a click away."""
    one = opened.entry
    takeaway = text.escape(text.shorten(text.takeaway_of(one.article, 400), 400))
    choice = Choice(number=one.number, title=one.article.title)
    source = f"-# {text.escape(opened.digest.heading)}"
    return card(
        ui.TextDisplay(_entry_head(one)),
        *texts([takeaway, source]),
        *_choice_rows([choice], opened.digest.uid, "shared"),
        above=by,
    )


def citation(opened: EntryPage) -> ui.LayoutView:
    """An entry as a reference and as BibTeX, ready to be copied."""
    article = opened.entry.article
    record = bibtex(article).replace("`", "'")  # three of them would end the block
    record = text.shorten(record, CITATION_TEXT)
    return card(
        ui.TextDisplay(text.escape_within(reference(article), CITATION_TEXT - 100)),
        ui.TextDisplay(f"```bibtex\n{record}\n```"),
    )


def entry_pages(article: Article, room: int) -> list[str]:
    """The sections of an article as finished text, in pages of at most `room` characters."""
    pages: list[str] = []
    for piece in (piece for section in article.sections for piece in _section_pieces(section, room)):
        if pages and len(pages[-1]) + len(piece) + 2 <= room:
            pages[-1] += f"\n\n{piece}"
        else:
            pages.append(piece)
    return pages or [
        text.escape(article.takeaway)
        or ("No text is stored for this entry" + ("; open the paper to read it." if article.href else "."))
    ]


def long_date(day: date) -> str:
    """A date as it stands under a digest's title, such as 14 May 2025."""
    return f"{day.day} {day:%B %Y}"


def _section_pieces(section: Section, room: int) -> list[str]:
    heading = text.escape(text.shorten(section.heading, HEADING_LIMIT))
    line = f"**{heading}**\n" if heading else ""
    pieces = text.split_escaped(section.text, room - len(line))
    return [line + pieces[0], *pieces[1:]] if pieces else [line]


def _body(part: Part) -> list[ui.Item[Any]]:
    line: list[ui.Item[Any]] = [separator()] if part.header and part.blocks else []
    return [*texts([part.header]), *line, *texts(part.blocks)]


def _ways(mark: str) -> Row:
    return row(button("Search", "ask", mark), button("All issues", "issues", mark))


def _classic_buttons(mark: str) -> ui.View:
    view = ui.View(timeout=None)
    for item in (button("Search", "ask", mark), button("All issues", "issues", mark)):
        view.add_item(item)
    view.stop()
    return view


def _choice_rows(choices: Sequence[Choice], digest_uid: str, mark: str) -> list[Row]:
    chunks = [choices[start : start + OPTIONS] for start in range(0, len(choices), OPTIONS)]
    return [
        row(
            select(
                READ if len(chunks) == 1 else f"Read an entry, {chunk[0].number} to {chunk[-1].number}…",
                [(str(choice.number), f"{choice.number}. {choice.title}", "") for choice in chunk],
                "entry",
                digest_uid,
                mark,
                chunk[0].number,
            )
        )
        for chunk in chunks
    ]


def _turner(action: str, target: str, number: int, total: int) -> Row:
    return row(
        button("‹ Page", f"{action}-page", target, number - 1, disabled=number <= 1),
        button(f"Page {number}/{total}", f"{action}-stay", target, disabled=True),
        button("Page ›", f"{action}-page", target, number + 1, disabled=number >= total),
    )


def _to_digest(label: str, uid: str | None, way: str) -> Any:
    return button(label, "digest-page", uid or way, 1, disabled=uid is None)


def _share(shared: bool, action: str, *args: object) -> Any:
    return button("Shared" if shared else "Share", f"share-{action}", *args, disabled=shared)


def article_head(article: Article, number: str = "") -> str:
    """Title, authors, journal and year, as they stand above an opened article."""
    authors = text.escape(text.shorten(", ".join(article.authors), 200))
    journal = text.escape(" · ".join(filter(None, (text.shorten(article.journal, 100), article.year))))
    lines = [f"### {number}{text.escape(article.title)}", authors, f"-# {journal}" if journal else ""]
    return "\n".join(filter(None, lines))


def _entry_head(one: Entry) -> str:
    return "\n".join(filter(None, (notice(one), article_head(one.article, f"{one.number}. "))))


def _entry_ways(opened: EntryPage, shared: bool) -> Row:
    uid, number = opened.digest.uid, opened.entry.number
    href = opened.entry.article.href
    ways: list[Any] = [open_button("Open paper", href)] if 0 < len(href) <= URL_LIMIT else []
    ways += [button("Cite", "cite", uid, number), button("More like this", "like", uid, number)]
    return row(*ways, _share(shared, "entry", uid, number))


def _entry_turner(opened: EntryPage) -> Row:
    uid, number = opened.digest.uid, opened.entry.number
    total = len(opened.digest.entries)
    return row(
        button("‹", "entry-page", uid, number - 1, 1, disabled=number <= 1),
        button(f"{number}/{total}", "entry-stay", uid, disabled=True),
        button("›", "entry-page", uid, number + 1, 1, disabled=number >= total),
        button("Whole issue", "digest-page", uid, 1, style=Style.secondary),
    )


def _span(chunk: Sequence[tuple[str, str, str]], start: int) -> str:
    first = start * OPTIONS + 1
    return f"{first} to {first + len(chunk) - 1}…"
