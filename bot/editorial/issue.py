"""An issue: compiled from its articles, and divided into the messages that it is posted as."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date as Date

from bot.editorial import layout, weeks
from bot.editorial.draft import TEXT_ROOM, TEXTS, Draft, numbered
from bot.editorial.full import whole_entries, whole_messages
from bot.editorial.layout import Detail
from bot.model import WORDS_PER_MINUTE, Article, Digest, Entry, Format, Part, Publication

FULL_MESSAGES = 5
THREAD_MESSAGES = 50
EMBEDS, EMBED_ROOM, EMBEDS_ROOM = 10, 4096, 6000

_GAP = "\n\n"

Shape = Callable[[str, Sequence[str]], list[str] | None]


def compile_digest(
    publication: Publication,
    day: Date,
    date: Date,
    articles: Sequence[Article],
    uid: str,
    labels: Collection[str],
) -> Digest:
    """The issue of a nominal `day` that bears `date`, its articles in this order; `labels` are in use already."""
    return Digest(
        uid=uid,
        publication=publication.name,
        day=day,
        label=_free_label(day, date, labels),
        editor=publication.editor,
        date=date,
        reading_minutes=reading_minutes(publication.intro, articles),
        intro=publication.intro,
        entries=tuple(Entry(number=number, article=article) for number, article in enumerate(articles, start=1)),
    )


def extra_label(day: Date, labels: Collection[str]) -> str:
    """What an extra issue of that day is called, such as "Extra, 16 May 2025"; `labels` are in use already."""
    label = f"Extra, {day.day} {day:%B %Y}"
    return next(one for one in (label, *(f"{label} ({n})" for n in range(2, len(labels) + 3))) if one not in labels)


def reading_minutes(intro: str, articles: Iterable[Article]) -> int:
    """How long one reads at it, in whole minutes, at least one."""
    words = len(intro.split()) + sum(len(seen.split()) for article in articles for seen in _seen(article))
    return max(1, round(words / WORDS_PER_MINUTE))


def divide(digest: Digest, shape: Format, *, linked: bool = False) -> tuple[Part, ...]:
    """The messages of a digest: lists of entries to open (compact), whole entries (full), or embeds (classic).

    A full digest of more than five messages becomes a compact one. For "thread" the compact messages come first,
    then the whole entries for the thread under them, unless these would be more than fifty messages. A `linked`
    classic one has a place for a link to each full text, unless these would cost a further message.
    """
    if shape == "classic":
        return numbered(_announced(digest, linked=linked))
    if shape == "thread":
        return numbered([*_listed(digest, _as_texts), *_for_thread(digest)])
    drafts = whole_messages(digest, FULL_MESSAGES) if shape == "full" else None
    return numbered(drafts or _listed(digest, _as_texts))


def _for_thread(digest: Digest) -> list[Draft]:
    drafts = whole_entries(digest, THREAD_MESSAGES) or []
    for draft in drafts:
        draft.in_thread = True
    return drafts


def _free_label(day: Date, date: Date, labels: Collection[str]) -> str:
    """The label of the week; where a changed weekday gives it twice, with the date."""
    label = weeks.label(day)
    dated = f"{label}, {date.day} {date:%B}"
    further = (f"{dated} ({count})" for count in range(2, len(labels) + 3))
    return next(one for one in (label, dated, *further) if one not in labels)


def _seen(article: Article) -> Iterable[str]:
    yield from (article.title, article.takeaway, *article.authors, article.journal)
    for section in article.sections:
        yield from (section.heading, section.text)


def _announced(digest: Digest, *, linked: bool) -> list[Draft]:
    plain = _listed(digest, _as_embeds)
    if not linked:
        return plain
    with_links = _listed(digest, _as_embeds, [one._replace(full_text=True) for one in layout.DETAILS])
    return with_links if len(with_links) <= len(plain) else plain


def _listed(digest: Digest, shape: Shape, details: Sequence[Detail] = layout.DETAILS) -> list[Draft]:
    """As few messages as there can be, and as much of each entry as fits into so few."""
    divided: list[list[Draft]] = []
    for detail in details:
        divided.append(_packed(digest, [layout.brief(entry, detail) for entry in digest.entries], shape))
        if len(divided[-1]) == 1:
            break
    fewest = min(map(len, divided))
    return next(drafts for drafts in divided if len(drafts) == fewest)


def _packed(digest: Digest, briefs: Sequence[str], shape: Shape) -> list[Draft]:
    """Fill one message after the other; an entry is never divided."""
    drafts = [Draft(layout.header(digest))]
    taken: list[str] = []
    for entry, brief in zip(digest.entries, briefs, strict=True):
        blocks = shape(drafts[-1].header, [*taken, brief])
        if blocks is None:
            drafts.append(Draft())
            taken, blocks = [], [brief]
        taken.append(brief)
        drafts[-1].blocks = blocks
        drafts[-1].entries.append(entry)
    return drafts


def _as_texts(header: str, briefs: Sequence[str]) -> list[str] | None:
    """One text for each entry; None where a message does not take so many."""
    fits = len(briefs) <= TEXTS and len(header) + sum(map(len, briefs)) <= TEXT_ROOM
    return [*briefs] if fits else None


def _as_embeds(header: str, briefs: Sequence[str]) -> list[str] | None:
    """Entries together in as few embeds as hold them; None where a message does not take so many."""
    embeds: list[str] = []
    for brief in briefs:
        if embeds and len(embeds[-1]) + len(_GAP) + len(brief) <= EMBED_ROOM:
            embeds[-1] += f"{_GAP}{brief}"
        else:
            embeds.append(brief)
    fits = len(embeds) < EMBEDS and len(header) + sum(map(len, embeds)) <= EMBEDS_ROOM
    return embeds if fits else None
