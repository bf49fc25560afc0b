"""The desk card: the next issue as it stands, and what a moderator can do about it."""

from collections.abc import Sequence
from datetime import date

from discord import ui

from bot.editorial import text
from bot.errors import InvalidInput
from bot.journeys.archive import Imported
from bot.journeys.review import Desk
from bot.journeys.weekly import Preview
from bot.model import Digest, State, Submission
from bot.ui.digest import long_date
from bot.ui.pieces import OPTIONS, Row, Style, button, card, row, select, sentence, separator, texts
from bot.ui.plan import next_run, skip_button

LIST_LIMIT = 15
PAGE = 2 * OPTIONS  # articles of each list to choose from
TITLE_ROOM, IMPORTED_TITLE_ROOM = 90, 150  # of titles in a list, escaped; thirty and fifteen fit into a message


def desk(shown: Desk, page: int = 1) -> ui.LayoutView:
    """The next issue: approved and suggested articles, and the buttons for the chosen one.

    A page offers fifty of each to choose from.
    """
    pages = -(-max(len(shown.approved), len(shown.suggested), 1) // PAGE)
    page = max(1, min(page, pages))
    start = (page - 1) * PAGE
    approved, suggested = ("Approved", shown.approved), ("Suggested", shown.suggested)
    lists = [_list(title, waiting, shown, start) for title, waiting in (approved, suggested)]
    blocks = [_head(shown), *lists, _decided(shown)]
    # Selects for each list of its own, so that a long one leaves none of the other out.
    rows = [one for title, waiting in (approved, suggested) for one in _selects(title, waiting, shown, page)]
    if pages > 1:
        rows.append(_page_row(shown.publication.id, page, pages))
    if shown.chosen is not None:
        rows += [_chosen_row(shown.chosen, shown.before, page), _more_row(shown.chosen)]
    late = shown.coming is not None and shown.coming.late
    ways = [
        button("Preview", "desk-preview", shown.publication.id),
        button(
            "Post" if late else "Publish now", "desk-publish", shown.publication.id, disabled=not shown.approved
        ),
        button("Refresh", "desk-show", shown.publication.id),
    ]
    if shown.coming is not None:
        ways.append(skip_button(shown.publication, shown.coming, "desk"))
    rows.append(row(*ways))
    return card(*texts(blocks), separator(), *rows)


def confirm_publish(coming: Preview) -> ui.LayoutView:
    """What a moderator confirms before an issue goes out ahead of its hour."""
    what = text.counted(len(coming.digest.entries), "entry", "entries")
    where = text.counted(len(coming.channels), "channel", "channels")
    publication_id = coming.publication.id
    return card(
        ui.TextDisplay(
            f"## Publish now?\n{text.escape(coming.digest.heading)} with {what} goes to {where} at once. It "
            f"is the issue of {long_date(coming.digest.day)}, which comes no second time. For an hour it can "
            "be taken back."
        ),
        row(
            button("Publish", "desk-publish-yes", publication_id, coming.digest.day, style=Style.success),
            button("Not now", "desk-show", publication_id),
        ),
    )


def confirm_extra(extra: Preview) -> ui.LayoutView:
    """What a moderator confirms before an extra issue goes out."""
    what = text.counted(len(extra.digest.entries), "entry", "entries")
    where = text.counted(len(extra.channels), "channel", "channels")
    return card(
        ui.TextDisplay(
            f"## Publish an extra issue?\n{text.escape(extra.digest.heading)} with {what} goes to {where} at once. "
            "The coming weekly issue stays as it is, with what is approved until then. For an hour it can be taken "
            "back."
        ),
        row(
            button("Publish", "desk-extra-yes", extra.publication.id, extra.digest.uid, style=Style.success),
            button("Not now", "desk-show", extra.publication.id),
        ),
    )


def day_of(argument: str) -> date:
    """The day that a button carries; InvalidInput for what is none."""
    try:
        return date.fromisoformat(argument)
    except ValueError:
        raise InvalidInput("This button is damaged; open the desk again with /desk open.") from None


def not_imported() -> ui.LayoutView:
    """What a moderator sees who has left an import."""
    return sentence("The digest was not imported. Nothing was changed.")


def published(digest: Digest) -> ui.LayoutView:
    """What a moderator has just published."""
    heading = text.escape(digest.heading)
    return sentence(
        f"{heading} is published and goes to its channels now. The card in the moderators' channel, if there is "
        "one, and /setup status show how it stands. For an hour it can be taken back.",
        row(button("Take back", "take-back", digest.uid)),
    )


def imported(done: Imported) -> ui.LayoutView:
    """What an import has done."""
    heading = text.escape(done.digest.heading)
    if not done.changed:
        return sentence(f"{heading} is in the archive already, word for word. Nothing was changed.")
    what = text.counted(len(done.digest.entries), "entry", "entries")
    open_it = button("Open it", "digest-page", done.digest.uid, 1)
    return sentence(f"{heading} with {what} is in the archive now. Nothing was posted.", row(open_it))


def confirm_import(planned: Imported, draft_uid: str) -> ui.LayoutView:
    """What a moderator confirms before a digest is taken into the archive."""
    digest = planned.digest
    titles = "\n".join(
        f"{one.number}. {text.escape_within(one.article.title, IMPORTED_TITLE_ROOM)} "
        f"({text.counted(len(one.article.sections), 'section', 'sections')})"
        for one in digest.entries[:LIST_LIMIT]
    )
    more = f"\n… and {len(digest.entries) - LIST_LIMIT} more" if len(digest.entries) > LIST_LIMIT else ""
    called = f"\nNote that the page calls itself “{text.escape(planned.called)}”." if planned.called else ""
    return card(
        ui.TextDisplay(
            f"## Import {text.escape(digest.heading)}?{called}\n"
            f"{text.escape(digest.editor)} · {long_date(digest.date)} · "
            f"{digest.reading_minutes} min read · {text.counted(len(digest.entries), 'entry', 'entries')}\n"
            f"{text.escape_within(digest.intro, 400)}"
        ),
        ui.TextDisplay(titles + more),
        row(
            button("Import", "desk-import-yes", planned.publication.id, draft_uid, style=Style.success),
            button("Leave it", "desk-import-no", planned.publication.id, draft_uid),
        ),
    )


def _head(shown: Desk) -> str:
    return f"## {text.escape(shown.publication.name)}\n{next_run(shown.publication, shown.coming)}"


def _list(title: str, waiting: Sequence[Submission], shown: Desk, start: int) -> str:
    """The first ones of a list's page, and the chosen one wherever it stands."""
    if not waiting:
        return f"**{title}**: none yet"
    chosen_id = shown.chosen.id if shown.chosen is not None else 0
    numbered = [_line(number, one, chosen_id) for number, one in enumerate(waiting, start=1)]
    lines = numbered[start : start + LIST_LIMIT]
    if len(waiting) > LIST_LIMIT:
        lines.append(f"… and {len(waiting) - len(lines)} more")
        lines += [line for line, one in zip(numbered, waiting, strict=True) if one.id == chosen_id][:1]
    return "\n".join([f"**{title}** ({len(waiting)})", *dict.fromkeys(lines)])


def _line(number: int, one: Submission, chosen_id: int) -> str:
    title = text.escape_within(one.article.title, TITLE_ROOM)
    return f"{number}. **▸ {title}**" if one.id == chosen_id else f"{number}. {title}"


def _decided(shown: Desk) -> str:
    """The chosen one, where it is on no list any more."""
    if shown.chosen is None or shown.chosen.state in (State.APPROVED, State.SUGGESTED):
        return ""
    return f"**▸ {text.escape_within(shown.chosen.article.title, TITLE_ROOM)}** is {shown.chosen.state}"


def _selects(title: str, waiting: Sequence[Submission], shown: Desk, page: int) -> list[Row]:
    options = [(str(one.id), one.article.title, f"{one.state}") for one in waiting]
    end = page * PAGE
    return [
        row(
            select(
                f"{title}: choose an article…" if at == 0 else f"{title}, from {at + 1} on…",
                options[at : min(at + OPTIONS, end)],
                "desk-choose",
                shown.publication.id,
                title,
                at,
                page,
            )
        )
        for at in range(end - PAGE, min(len(options), end), OPTIONS)
    ]


def _page_row(publication_id: int, page: int, pages: int) -> Row:
    return row(
        button("‹ Page", "desk-page", publication_id, page - 1, disabled=page <= 1),
        button(f"Page {page}/{pages}", "desk-page", publication_id, "stay", disabled=True),
        button("Page ›", "desk-page", publication_id, page + 1, disabled=page >= pages),
    )


def _chosen_row(chosen: Submission, before: State | None, page: int) -> Row:
    args = (chosen.id, chosen.version, page)
    undone = before if chosen.state is State.REJECTED and before is not None else State.SUGGESTED
    return row(
        button("Approve", "desk-approve", *args, style=Style.success, disabled=chosen.state is not State.SUGGESTED),
        button("Reject", "desk-reject", *args, style=Style.danger, disabled=chosen.state is State.REJECTED),
        button("Up", "desk-up", *args, disabled=chosen.state is State.REJECTED),
        button("Down", "desk-down", *args, disabled=chosen.state is State.REJECTED),
        button("Undo", "desk-undo", *args, undone, disabled=chosen.state is State.SUGGESTED),
    )


def _more_row(chosen: Submission) -> Row:
    return row(
        button("Read", "submission-read", chosen.id),
        button("Edit", "submission-edit", chosen.id, disabled=chosen.state is State.REJECTED),
    )
