"""A published entry, or the head of an issue, as a moderator changes it."""

from discord import ui

from bot.editorial import text
from bot.editorial.entries import NoticeKind, said_in
from bot.journeys.revise import Proposal, Revisable
from bot.journeys.take_back import Recent
from bot.ui.pieces import Row, Style, button, card, row, sentence

TITLE_ROOM = 300


def shown(one: Revisable, said: str = "") -> ui.LayoutView:
    """What is published, with what can be done about it; `said` says what has just been done."""
    blocks = [said, _head(one) if one.entry is None else _entry(one)]
    return card(ui.TextDisplay("\n".join(filter(None, blocks))), _ways(one))


def changed(one: Revisable) -> ui.LayoutView:
    """The same after a change."""
    where = f" and is changed in {_channels(one.channels)} now" if one.channels else ""
    return shown(one, f"It is changed in the archive and in the search{where}.")


def confirm(proposal: Proposal) -> ui.LayoutView:
    """What a moderator confirms before posted messages change."""
    one = proposal.shown
    return card(
        ui.TextDisplay(
            f"## Change what is posted?\n{_place(one)}: {_what(proposal)}. The messages in "
            f"{_channels(one.channels)} are edited; nobody is notified."
        ),
        row(
            button("Change it", "entry-yes", proposal.uid, style=Style.success),
            button("Leave it", "entry-show", one.head.uid, proposal.change.number),
        ),
    )


def confirm_take_back(issue: Recent) -> ui.LayoutView:
    """What a moderator confirms before an issue is taken back."""
    heading = text.escape(issue.heading)
    return card(
        ui.TextDisplay(
            f"## Take it back?\nThe messages of {heading} are deleted in every channel, it leaves /digest and the "
            "search, and its articles go back to the desk, approved."
        ),
        row(
            button("Take it back", "take-back-yes", issue.uid, style=Style.danger),
            button("Leave it", "take-back-no", issue.uid),
        ),
    )


def taken_back(issue: Recent) -> ui.LayoutView:
    """What a moderator sees who has taken an issue back."""
    heading = text.escape(issue.heading)
    return sentence(
        f"{heading} is taken back: its messages are being deleted, and its articles are on the desk again.",
        row(button("Open the desk", "desk-show", issue.publication.id)),
    )


def said(kind: NoticeKind, one: Revisable) -> str:
    """What the notice of that kind above an entry says; empty where there is none."""
    return said_in(kind, one.entry.notice) if one.entry is not None else ""


def left_alone() -> ui.LayoutView:
    """What a moderator sees who has left an issue where it is."""
    return sentence("The issue stays as it is. Nothing was changed.")


def _entry(one: Revisable) -> str:
    assert one.entry is not None  # noqa: S101  the caller has looked
    title = text.escape_within(one.entry.article.title, TITLE_ROOM)
    lines = [f"## {_place(one)}", f"**{title}**"]
    if one.entry.seen.notice:
        lines.append(f"*{text.escape(one.entry.seen.notice)}*")
    return "\n".join([*lines, _where(one)])


def _head(one: Revisable) -> str:
    editor = text.escape(one.head.editor) or "none"
    intro = text.escape_within(one.head.intro, TITLE_ROOM) or "none"
    return "\n".join(
        [
            f"## {_place(one)}",
            f"{text.counted(one.entries, 'entry', 'entries')}. To change one, name it: /desk entry with `entry`.",
            f"Editor: {editor}",
            f"Intro: {intro}",
            _where(one),
        ]
    )


def _where(one: Revisable) -> str:
    posted = f"posted in {_channels(one.channels)}" if one.channels else "in the archive, not posted by the bot"
    return f"-# {posted}"


def _ways(one: Revisable) -> Row:
    if one.entry is None:
        ways = [button("Edit editor and intro…", "entry-form", "head", one.head.uid, 0, one.head.revision)]
        if one.may_be_taken_back:
            ways.append(button("Take back", "take-back", one.head.uid, style=Style.danger))
        return row(*ways)
    args = (one.head.uid, one.entry.number, one.head.revision)
    if one.entry.withdrawn:
        return row(button("Undo the withdrawal", "entry-restore", *args))
    return row(
        button("Edit…", "entry-form", "edit", *args),
        button("Correction…", "entry-form", "Correction", *args),
        button("Retracted…", "entry-form", "Retracted", *args),
        button("Withdraw", "entry-withdraw", *args, style=Style.danger),
    )


def _place(one: Revisable) -> str:
    number = f", entry {one.entry.number}" if one.entry is not None else ""
    return text.escape(f"{one.publication.name} ({one.head.label}){number}")


def _what(proposal: Proposal) -> str:
    change, entry = proposal.change, proposal.shown.entry
    if entry is None:
        return "editor and intro as you have written them"
    match change.kind:
        case "withdraw":
            return "its title stays, with “Withdrawn by the editors.”; its text goes. This can be undone"
        case "restore":
            return "its text comes back"
        case "notice":
            said = text.escape_within(change.fields.get("said", ""), TITLE_ROOM)
            return f"“{change.fields.get('kind', '')}: {said}” above it" if said else "the notice above it goes"
        case "edit":
            return "the article as you have written it"


def _channels(count: int) -> str:
    return text.counted(count, "channel", "channels")
