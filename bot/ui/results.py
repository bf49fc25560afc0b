"""What /search shows: a page of hits, the one entry that was meant, or what to try where there is none."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from discord import ui

from bot.editorial import text
from bot.journeys.asked import Sort, Wanted
from bot.journeys.browse import EntryPage
from bot.journeys.find import KEPT, Answer
from bot.journeys.hits import Hit, NotCovered, Ranking, Results
from bot.model import Snippet
from bot.ui import digest
from bot.ui.actions import ActionButton
from bot.ui.digest import MESSAGE_TEXT, READ, long_date
from bot.ui.pieces import Row, button, card, row, select, sentence, texts

PAGE = 5
QUERY_ROOM = 200
NAME_ROOM = 60  # of an author, a tag, a word
SAID_ROOM = 250  # of what was corrected, and of what else was searched
PLACE_ROOM = 110
BUTTON_LABEL = 80
_HYPHENS = frozenset("-‐‑–")

_OTHER_SORT: dict[Sort, tuple[Sort, str]] = {
    "relevance": ("newest", "Newest first"),
    "newest": ("relevance", "Best match first"),
}


class _Detail(NamedTuple):
    """How much of a hit is shown, in characters: title, whether it opens the paper, passage, names, and notice."""

    title: int
    link: bool
    passage: int
    names: int
    notice: int


_DETAILS = (
    _Detail(500, True, 600, 250, 250),
    _Detail(300, False, 400, 200, 250),
    _Detail(150, False, 150, 100, 120),
    _Detail(120, False, 0, 0, 80),  # which always fits
)


def answer(found: Answer) -> ui.LayoutView:
    """Whatever a search has led to."""
    match found:
        case Results():
            return results(found)
        case EntryPage():
            return digest.entry(found)
        case NotCovered():
            return _not_covered(found)


def results(found: Results, *, shared: bool = False) -> ui.LayoutView:
    """Ranked hits and why each is there, pages, and a select to open one; `shared` takes Share away."""
    if not found.ranking.entries:
        return _nothing_found(found)
    rows = [*_to_open(found), *_turner(found), _ways(found, shared)]
    return card(*texts(_blocks(found)), *rows)


def shared_results(found: Results, by: str) -> ui.LayoutView:
    """A page of hits that a member shows to the channel."""
    return card(*texts(_blocks(found)), *_to_open(found), above=by)


def _blocks(found: Results) -> list[str]:
    headline = _headline(found)
    return [headline, *_hits(found, MESSAGE_TEXT - len(headline))]


# --- what is said above the hits ----------------------------------------------------------------------------


def _headline(found: Results) -> str:
    lines = [f"## {_title(found)}", _filters(found.ranking), *_said(found.ranking), *_left_out(found)]
    return "\n".join(filter(None, lines))


def _title(found: Results) -> str:
    if found.ranking.like:
        return f"More like “{text.escape_within(found.ranking.like, QUERY_ROOM)}”"
    return f"{text.counted(found.total, 'entry', 'entries')}{_sought(found.ranking)}"


def _sought(ranking: Ranking) -> str:
    words = ranking.used if ranking.corrected else ranking.wanted.text
    return f" for “{text.escape_within(words, QUERY_ROOM)}”" if words else ""


def _filters(ranking: Ranking) -> str:
    wanted = ranking.wanted
    said = [*_named_filters(wanted), f"in {_short(ranking.within)}" if ranking.within else ""]
    said += ["newest first" if wanted.sort == "newest" else "", "exactly as typed" if wanted.exact else ""]
    line = " · ".join(filter(None, said))
    return f"-# {line}" if line else ""


def _named_filters(wanted: Wanted) -> list[str]:
    return [
        f"author: {_short(wanted.author)}" if wanted.author else "",
        f"tag: {_short(wanted.tag)}" if wanted.tag else "",
        f"posted since {long_date(date.fromisoformat(wanted.since))}" if wanted.since else "",
    ]


def _said(ranking: Ranking) -> list[str]:
    """What was searched besides, or in the place of, what was typed."""
    said: list[str] = []
    if ranking.corrected:
        right = (f"“{_short(right)}” for “{_short(wrong)}”" for wrong, right in ranking.corrected.items())
        said.append(f"Showing results for {_listed(right, SAID_ROOM)}.")
    if ranking.also:
        forms = (
            f"“{_short(form)}” for “{_short(typed)}”" for typed, others in ranking.also.items() for form in others
        )
        said.append(f"Also searched: {_listed(forms, SAID_ROOM)}.")
    if ranking.partial:
        said.append("The archive is being indexed anew; some entries are not found yet.")
    return said


def _left_out(found: Results) -> list[str]:
    said: list[str] = []
    if found.missing:
        gone = text.counted(found.missing, "entry of this page is", "entries of this page are")
        said.append(f"{gone} no longer in the archive and left out.")
    if found.total > KEPT and not found.ranking.like:
        said.append(f"The first {KEPT} can be turned to.")
    if found.pages > 1 and not found.token:
        said.append("The other pages cannot be shown just now. Search again in a moment.")
    return said


# --- hits ---------------------------------------------------------------------------------------------------


def _hits(found: Results, room: int) -> list[str]:
    """The hits as text, with no more of each than all of them have room for."""
    drawn = ([_hit(hit, detail) for hit in found.hits] for detail in _DETAILS)
    return next(blocks for blocks in drawn if sum(map(len, blocks)) <= room)


def _hit(hit: Hit, detail: _Detail) -> str:
    title = text.shorten(hit.article.title, detail.title)
    shown = text.link(title, hit.article.href) if detail.link else text.escape_within(title, detail.title)
    said = f"*{text.escape_within(hit.notice, detail.notice)}*" if hit.notice else ""
    passage = _marked(hit.why.passage, detail.passage)
    names = _names(hit, detail.names)
    return "\n".join(filter(None, (said, f"**{hit.number}. {shown}**", passage, names, _place(hit))))


def _names(hit: Hit, room: int) -> str:
    """The matched authors; and unless one sees without them why the entry was found, tags, journal and date."""
    why = hit.why
    seen = bool(why.authors) or why.in_title or any(bold for _, bold in why.passage)
    others = () if seen else (("tag", why.tags), ("journal", why.journal), ("date", why.date))
    named = (_named(what, names, room) for what, names in (("author", why.authors), *others))
    line = " · ".join(filter(None, named))
    return f"-# {line}" if line else ""


def _named(what: str, names: Sequence[str], room: int) -> str:
    listed = _listed((f"**{_short(name)}**" for name in names), room)
    return f"{what}: {listed}" if listed else ""


def _place(hit: Hit) -> str:
    issue = text.escape_within(f"{hit.publication} ({hit.digest_label})", PLACE_ROOM)
    posted = f"[posted message]({hit.message_url})" if hit.message_url else ""
    return f"-# {' · '.join(filter(None, (issue, long_date(hit.digest_date), posted)))}"


def _marked(runs: Snippet, room: int) -> str:
    """A text with the matched words in bold, as far as there is room for it."""
    shown = ""
    for run, bold in _joined(runs):
        piece = f"**{text.escape(run)}**" if bold else text.escape_within(run, room - len(shown))
        if len(shown) + len(piece) > room:
            return f"{shown}…"
        shown += piece
    return shown


def _joined(runs: Snippet) -> list[tuple[str, bool]]:
    """The same runs, those in bold that touch or that a hyphen ties as one.

    The asterisks between them would be read as something else.
    """
    joined: list[tuple[str, bool]] = []
    for run, bold in runs:
        if joined and bold and len(joined) > 1 and joined[-1][0] in _HYPHENS and joined[-2][1]:
            run = joined.pop()[0] + run
        if joined and joined[-1][1] == bold:
            joined[-1] = (joined[-1][0] + run, bold)
        else:
            joined.append((run, bold))
    return joined


# --- the ways on --------------------------------------------------------------------------------------------


def _to_open(found: Results) -> list[Row]:
    options = [
        (f"{hit.ref.digest_uid}:{hit.ref.number}", f"{hit.number}. {hit.article.title}", hit.digest_label)
        for hit in found.hits
    ]
    return [row(select(READ, options, "hit"))] if options else []


def _turner(found: Results) -> list[Row]:
    """Without a token nothing is kept, so there is nothing to turn with."""
    if found.pages == 1:
        return []
    first, last = found.page <= 1 or not found.token, found.page >= found.pages or not found.token
    return [
        row(
            button("‹ Page", "find", found.page - 1, found.token, disabled=first),
            button(f"Page {found.page}/{found.pages}", "find-stay", disabled=True),
            button("Page ›", "find", found.page + 1, found.token, disabled=last),
        )
    ]


def _ways(found: Results, shared: bool) -> Row:
    token, ranking = found.token, found.ranking
    ways = [button("New search", "ask", token or "private")]
    if not token:
        return row(*ways)
    if found.pages > 1 and not ranking.like:
        sort, label = _OTHER_SORT[ranking.wanted.sort]
        ways.insert(0, button(label, "find-sort", sort, token))
    if found.hits:
        share = button("Shared" if shared else "Share", "share-hits", found.page, token, disabled=shared)
        ways.insert(-1, share)
    if ranking.corrected:
        ways.append(_exactly(ranking, token))
    return row(*ways)


def _exactly(ranking: Ranking, token: str) -> ActionButton:
    typed = text.shorten(" ".join(ranking.corrected), BUTTON_LABEL - len("Search for exactly “”"))
    return button(f"Search for exactly “{typed}”", "find-exactly", token)


# --- nothing ------------------------------------------------------------------------------------------------


def _nothing_found(found: Results) -> ui.LayoutView:
    ranking = found.ranking
    sought = ranking.wanted.text
    title = f"## Nothing found{f' for “{text.escape_within(sought, QUERY_ROOM)}”' if sought else ''}"
    lines = [title, _filters(ranking), *_said(ranking), _to_try(found)]
    ways = [button("New search", "ask", found.token or "private"), button("All issues", "issues", "private")]
    if ranking.corrected and found.token:
        ways.append(_exactly(ranking, found.token))
    return card(ui.TextDisplay("\n".join(filter(None, lines))), row(*ways))


def _to_try(found: Results) -> str:
    if found.ranking.like:
        return "No other entry of the archive has anything in common with this one."
    if found.only_excludes:
        return "That says what to leave out. Type what to look for, too, such as “vesicles -cancer”."
    helpful = [
        f"{text.counted(count, 'entry', 'entries')} without “{name}”"
        for name, count in found.without.items()
        if count
    ]
    if helpful:
        return f"There would be {' or '.join(helpful)}. Search again and leave that option out."
    advice = "Try fewer or other words: a title word, an author's family name, or the long form of an abbreviation."
    return f"{advice} Leaving out one of the options would find nothing either." if found.without else advice


def _not_covered(found: NotCovered) -> ui.LayoutView:
    link = text.escape_within(found.link.href, QUERY_ROOM)
    ways = [button("New search", "ask", "private")]
    if found.on_its_way:
        said = "It has been handed in already, and waits for the moderators or for the next issue."
    elif not found.submittable:
        said = "Look for a word of its title, or for its first author."
    elif not found.token:
        said = "Hand it in with /submit, and it can come into the next issue."
    else:
        said = "Hand it in, and it can come into the next issue."
        ways.insert(0, button("Submit it", "submit-link", found.token))
    return sentence(f"**Not covered yet**\nNo issue here has had {link}. {said}", row(*ways))


def _short(value: str) -> str:
    return text.escape_within(value, NAME_ROOM)


def _listed(items: Iterable[str], room: int) -> str:
    """As many of the items as there is room for, at least one if there is any room."""
    listed = ""
    for item in items if room else ():
        if listed and len(listed) + len(item) > room:
            return f"{listed}, …"
        listed += f", {item}" if listed else item
    return listed
