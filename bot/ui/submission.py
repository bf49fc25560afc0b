"""What a person sees of an article that is on its way."""

from collections.abc import Mapping, Sequence

from discord import ui

from bot.editorial import text
from bot.journeys.submit import Duplicate, Submitted
from bot.model import Publication, State, Submission
from bot.ui.digest import MESSAGE_TEXT, article_head, entry_pages
from bot.ui.pieces import Style, button, card, row, select, sentence, separator, texts

MOST_PAGES = 5
SOURCE_LIMIT = 300


def outcome(done: Submitted | Duplicate) -> ui.LayoutView:
    """What became of a form: taken in, waiting for review, or known already."""
    return _known(done) if isinstance(done, Duplicate) else _taken_in(done)


def to_correct(reason: Exception, form_uid: str, action: str, *args: object) -> ui.LayoutView:
    """Why a form could not be used, and the way back into it with all that was typed."""
    again = button("Correct it", "form-again", form_uid, action, *args, style=Style.primary)
    return sentence(f"{text.escape(str(reason))} What you typed is kept.", row(again))


def given_back(reason: Exception, fields: Mapping[str, str]) -> list[ui.LayoutView]:
    """Why a form could not even be kept, and all that was typed into it, to be copied."""
    typed = "\n\n".join(f"{name.capitalize()}: {value}" for name, value in fields.items() if value)
    return [
        sentence(f"{text.escape(str(reason))} Nothing was stored. Here is what you typed, for you to copy:"),
        *(sentence(piece) for piece in text.split_escaped(typed, MESSAGE_TEXT)),
    ]


def which(known: Sequence[Publication], form_uid: str) -> ui.LayoutView:
    """The question which digest an article is for, where there are several."""
    options = [(str(one.id), one.name, "") for one in known]
    return sentence(
        "Which digest is the article for?", row(select("Pick a digest…", options, "submit-to", form_uid))
    )


def taken_back() -> ui.LayoutView:
    """What a moderator sees after Undo."""
    return sentence("The article was taken back and is not in the next issue. /submit adds another one.")


def pages(waiting: Submission) -> list[ui.LayoutView]:
    """A waiting article in full, a card for each page."""
    article = waiting.article
    takeaway = f"*{text.escape(article.takeaway)}*" if article.takeaway else ""
    head = "\n".join(filter(None, (article_head(article), takeaway)))
    source = f"-# {text.escape_within(article.href, SOURCE_LIMIT) or 'no link'} · {waiting.state}"
    shown = entry_pages(article, MESSAGE_TEXT - len(head) - len(source))[:MOST_PAGES]
    first = card(ui.TextDisplay(head), separator(), *texts([shown[0], source]))
    return [first, *(sentence(page) for page in shown[1:])]


def _taken_in(done: Submitted) -> ui.LayoutView:
    title = text.escape(text.shorten(done.submission.article.title, 200))
    if done.submission.state is not State.APPROVED:
        return sentence(
            f"Thank you. “{title}” waits for the moderators of {text.escape(done.publication.name)}, "
            "who decide whether it comes into the next issue."
        )
    args = (done.submission.id, done.submission.version)
    rows = row(button("Edit", "submission-edit", *args), button("Undo", "submission-undo", *args))
    if done.day is None:
        return sentence(f"“{title}” is approved. An admin has yet to set a schedule with /setup publication.", rows)
    place = f"Entry {done.place} for {done.day:%a} {done.day.day} {done.day:%b}"
    return sentence(f"**{place}**\n“{title}” comes in the next {text.escape(done.publication.name)}.", rows)


def _known(done: Duplicate) -> ui.LayoutView:
    title = text.escape(text.shorten(done.twin.title, 200))
    if done.twin.entry is not None:
        ref = done.twin.entry
        label = text.escape(done.twin.digest_label)
        open_it = button("Open entry", "entry-page", ref.digest_uid, ref.number, 1)
        return sentence(f"“{title}” is in the archive already ({label}), so nothing was added.", row(open_it))
    if not done.by_moderator:
        return sentence(f"“{title}” is on its way already, so nothing was added. Thank you all the same.")
    see = button("See it", "desk-open", done.publication.id, done.twin.submission_id)
    return sentence(f"“{title}” is on the desk already ({done.twin.state}), so nothing was added.", row(see))
