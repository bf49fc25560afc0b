"""The stretches of markdown that a posted digest is made of."""

from typing import NamedTuple

from bot.editorial.elsewhere import place_for
from bot.editorial.text import clean_line, counted, escape, escape_within, link, shorten, takeaway_of
from bot.model import TAKEAWAY_LIMIT, Article, Digest, Entry

NOTICE_ROOM = 250
INTRO_ROOM = 2000  # what the longest intro of a publication can grow to when it is escaped
_HEADING_LIMIT, _NAME_LIMIT = 200, 100
_TITLE_ROOM = 3000  # the longest title, escaped, with a link of 2,000 characters; a longer link is left out


class Detail(NamedTuple):
    """How much of an entry is shown: its source or not, and how much of its takeaway, in characters.

    `full_text` keeps a place for the link to where it stands whole.
    """

    source: bool
    takeaway: int
    full_text: bool = False


DETAILS = (
    Detail(source=True, takeaway=TAKEAWAY_LIMIT),
    *(Detail(source=False, takeaway=room) for room in (TAKEAWAY_LIMIT, 150, 110, 80)),
)


class Stretch(NamedTuple):
    """Text under a finished heading line, which may be empty; the text is not escaped yet."""

    prefix: str
    body: str


def head(digest: Digest) -> str:
    """The heading of a digest, and the line with editor, date, reading time and number of entries."""
    entries = counted(len(digest.entries), "entry", "entries")
    editor = escape(shorten(clean_line(digest.editor), _NAME_LIMIT))
    day = f"{digest.date.day} {digest.date:%B %Y}"
    facts = filter(None, (editor, day, f"{digest.reading_minutes} min read", entries))
    return f"## {escape(shorten(clean_line(digest.heading), _HEADING_LIMIT))}\n-# {' · '.join(facts)}"


def header(digest: Digest) -> str:
    """The head with the intro under it."""
    return _lines(head(digest), escape_within(digest.intro.strip(), INTRO_ROOM))


def brief(entry: Entry, detail: Detail) -> str:
    """An entry in a list: its title, which opens the paper, one line why, and the source."""
    takeaway = escape(shorten(takeaway_of(entry.article, TAKEAWAY_LIMIT), detail.takeaway))
    source = _source(entry.article) if detail.source else ""
    return _lines(
        notice(entry), _title(entry), takeaway, source, place_for(entry.number) if detail.full_text else ""
    )


def opening(entry: Entry) -> str:
    """The lines that a whole entry begins with: notice, title, takeaway, source."""
    takeaway = escape(clean_line(entry.article.takeaway))
    return _lines(notice(entry), _title(entry), takeaway, _source(entry.article))


def notice(entry: Entry) -> str:
    """What a reader should know first, as a line of its own; empty where there is nothing to say."""
    said = escape_within(clean_line(entry.notice), NOTICE_ROOM)
    return f"*{said}*" if said else ""


def stretches(article: Article) -> list[Stretch]:
    """What follows the opening of a whole entry: authors, and the sections under bold headings."""
    flow = [Stretch("", ", ".join(article.authors))]
    for section in article.sections:
        heading = escape(clean_line(section.heading))
        if len(heading) > _HEADING_LIMIT:
            flow += [Stretch("", section.heading), Stretch("", section.text)]
        else:
            flow.append(Stretch(f"**{heading}**" if heading else "", section.text))
    return [one for one in flow if one.prefix or one.body.strip()]


def _title(entry: Entry) -> str:
    article = entry.article
    title = clean_line(article.title)
    shown = link(title, article.href)
    return f"**{entry.number}. {shown if len(shown) <= _TITLE_ROOM else escape(title)}**"


def _source(article: Article) -> str:
    journal = escape(shorten(clean_line(article.journal), _NAME_LIMIT))
    facts = " · ".join(filter(None, (journal, article.year)))
    return f"-# {facts}" if facts else ""


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))
