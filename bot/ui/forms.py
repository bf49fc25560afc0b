"""The forms that people fill in. Each is read from the raw interaction, so it lives through a restart."""

from collections.abc import Mapping

import discord
from discord import ui

from bot.editorial.article import authors_line, first_link, parse_link, sections_text
from bot.editorial.entries import NOTICE_LIMIT
from bot.editorial.text import clean_line, shorten
from bot.journeys.asked import FILTER_LIMIT, Wanted
from bot.model import (
    EDITOR_LIMIT,
    INTRO_LIMIT,
    TAKEAWAY_LIMIT,
    TITLE_LIMIT,
    Article,
    Publication,
    Submission,
)
from bot.ui.actions import FORM, custom_id

FIELD_LIMIT = 4000
TITLE_OF_FORM = 45
LINK_LIMIT = 2000
SEARCH_HINT = "“quotes” for a phrase, -word to leave out, prefix*; or a DOI, PMID or link"
SINCE_HINT = "A year, 2024-05, a date, or 6 months"

Fields = Mapping[str, str]


def article_form(heading: str, fields: Fields, action: str, *args: object) -> ui.Modal:
    """The form for an article, prefilled with `fields` (title, text, link, takeaway, authors)."""
    form = ui.Modal(
        title=shorten(clean_line(heading), TITLE_OF_FORM), custom_id=custom_id(FORM, action, *args), timeout=None
    )
    form.add_item(_line("Title", "title", fields, TITLE_LIMIT, required=True))
    if "text" in fields and len(fields["text"]) <= FIELD_LIMIT:
        # A longer text would be cut by the form; left out, it stays as it is, also when the form comes back.
        hint = "The abstract; headings on lines of their own"
        form.add_item(_field("Text", "text", fields, FIELD_LIMIT, long=True, hint=hint))
    form.add_item(_line("Link", "link", fields, LINK_LIMIT, hint="DOI, PMID, arXiv number or web address"))
    form.add_item(_line("Takeaway", "takeaway", fields, TAKEAWAY_LIMIT, hint="One line on why it matters"))
    form.add_item(
        _line("Authors", "authors", fields, FIELD_LIMIT, hint="As the paper names them, separated by commas")
    )
    return form


def fields_of(article: Article) -> Fields:
    """What the form shows for an article that is already there."""
    return {
        "title": article.title,
        "text": sections_text(article.sections),
        "link": article.href,
        "takeaway": article.takeaway,
        "authors": authors_line(article.authors),
    }


def fields_of_link(link: str) -> Fields:
    """A form that begins with a link, normalised; InvalidInput for one that cannot be used."""
    return {"link": parse_link(link).href if link.strip() else ""}


def fields_of_message(message: discord.Message) -> Fields:
    """A form that begins with the first link of a message, and the title that Discord shows under it."""
    titles = [embed.title for embed in message.embeds if embed.title]
    return {**fields_of_link(first_link(message.content)), "title": clean_line(titles[0]) if titles else ""}


def new_form(publication: Publication, fields: Fields) -> ui.Modal:
    """The form for an article of that publication."""
    return article_form(f"Article for {publication.name}", {"text": "", **fields}, "submit", publication.id)


def edit_form(waiting: Submission) -> ui.Modal:
    """The form with a waiting article in it."""
    return article_form("Edit the article", fields_of(waiting.article), "edit", waiting.id, waiting.version)


def search_form(wanted: Wanted | None = None) -> ui.Modal:
    """The search box behind the button under a post, with what was searched before in it."""
    before = wanted or Wanted("")
    fields = {"query": before.text, "author": before.author, "tag": before.tag, "since": before.since}
    form = ui.Modal(title="Search the archive", custom_id=custom_id(FORM, "search"), timeout=None)
    form.add_item(_line("Words to look for", "query", fields, FIELD_LIMIT, hint=SEARCH_HINT))
    form.add_item(_line("Author", "author", fields, FILTER_LIMIT))
    form.add_item(_line("Tag", "tag", fields, FILTER_LIMIT))
    form.add_item(_line("Posted since", "since", fields, FILTER_LIMIT, hint=SINCE_HINT))
    return form


def reminder_form(publication_id: int, hours: int) -> ui.Modal:
    """How long before an issue the moderators are reminded."""
    form = ui.Modal(title="Reminder", custom_id=custom_id(FORM, "setup-remind", publication_id), timeout=None)
    hint = "0 to 144; 0 reminds nobody"
    form.add_item(_line("Hours before an issue", "hours", {"hours": str(hours)}, 3, required=True, hint=hint))
    return form


def entry_form(heading: str, article: Article, *args: object) -> ui.Modal:
    """The form with a published article in it."""
    return article_form(heading, fields_of(article), "entry-change", "edit", *args)


def notice_form(kind: str, said: str, *args: object) -> ui.Modal:
    """One line that stands above an entry; left empty it takes the line away."""
    form = ui.Modal(title=kind, custom_id=custom_id(FORM, "entry-change", kind, *args), timeout=None)
    hint = "Stands above the entry everywhere; empty takes it away"
    form.add_item(_line(f"{kind}:", "said", {"said": said}, NOTICE_LIMIT, hint=hint))
    return form


def head_form(editor: str, intro: str, *args: object) -> ui.Modal:
    """Editor and intro of a published issue."""
    form = ui.Modal(
        title="Edit the issue's head", custom_id=custom_id(FORM, "entry-change", "edit", *args), timeout=None
    )
    form.add_item(_line("Editor", "editor", {"editor": editor}, EDITOR_LIMIT))
    form.add_item(_field("Intro", "intro", {"intro": intro}, INTRO_LIMIT, long=True))
    return form


def _line(
    label: str, name: str, fields: Fields, limit: int, *, required: bool = False, hint: str = ""
) -> ui.Label[ui.Modal]:
    return _field(label, name, fields, limit, required=required, hint=hint)


def _field(
    label: str, name: str, fields: Fields, limit: int, *, long: bool = False, required: bool = False, hint: str = ""
) -> ui.Label[ui.Modal]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    value = fields.get(name, "")[:limit]
    return ui.Label(
        text=label,
        description=hint or None,
        component=ui.TextInput(
            custom_id=name, style=style, default=value or None, max_length=limit, required=required
        ),
    )
