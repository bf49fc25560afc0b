"""What readers see of a published entry, and what may be said about it."""

from typing import Literal

from bot.editorial.characters import clean_line
from bot.model import Article, Entry

NoticeKind = Literal["Correction", "Retracted"]
NOTICE_LIMIT = 180
WITHDRAWN = "Withdrawn by the editors."


def entry_for_readers(number: int, article: Article, notice: str, *, withdrawn: bool) -> Entry:
    """The entry as it is read: of a withdrawn article its title alone."""
    if withdrawn:
        return Entry(number=number, article=Article(title=article.title), notice=WITHDRAWN)
    return Entry(number=number, article=article, notice=notice)


def notice_line(kind: NoticeKind, said: str) -> str:
    """A notice such as "Correction: 12 patients, not 21."; empty where nothing is said, which takes it away."""
    cleaned = clean_line(said)[:NOTICE_LIMIT]
    return f"{kind}: {cleaned}" if cleaned else ""


def said_in(kind: NoticeKind, notice: str) -> str:
    """What a notice of that kind says; empty for one of another kind."""
    return notice.removeprefix(f"{kind}: ") if notice.startswith(f"{kind}: ") else ""
