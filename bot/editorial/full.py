"""Dividing a digest with the whole text of its entries into messages."""

from bot.editorial import layout
from bot.editorial.draft import TEXT_ROOM, TEXTS, Draft
from bot.editorial.layout import Stretch
from bot.editorial.markdown import escape, first_piece
from bot.model import Digest, Entry

_GAP = "\n\n"
_STUMP = 300  # less room than this at the end of a message is not worth beginning a stretch in


def whole_messages(digest: Digest, most: int) -> list[Draft] | None:
    """The header message, then every entry whole; None where that takes more than `most` messages.

    An entry that fits into a message is not divided; a longer one goes on in the next, and no word is lost.
    """
    return _written_whole(digest, [*_header_messages(digest), Draft()], most)


def whole_entries(digest: Digest, most: int) -> list[Draft] | None:
    """The same without the header message, to stand in a thread under a list of the entries."""
    return _written_whole(digest, [Draft()], most)


def _written_whole(digest: Digest, drafts: list[Draft], most: int) -> list[Draft] | None:
    for entry in digest.entries:
        _add(drafts, entry)
        if len(drafts) > most:
            return None
    written = [draft for draft in drafts if draft.header or draft.blocks]
    for draft in written:
        draft.whole = True
    return written


def _header_messages(digest: Digest) -> list[Draft]:
    head, intro = layout.head(digest), digest.intro.strip()
    if not intro:
        return [Draft(head)]
    piece, end = first_piece(intro, TEXT_ROOM - len(head) - 1)
    drafts = [Draft(f"{head}\n{piece}")]
    if rest := intro[end:].strip():
        drafts.append(Draft())
        _flow(drafts, Stretch("", rest))
    return drafts


def _add(drafts: list[Draft], entry: Entry) -> None:
    opening, stretches = layout.opening(entry), layout.stretches(entry.article)
    whole = _GAP.join([opening, *map(_written, stretches)])
    if drafts[-1].blocks and (len(whole) > drafts[-1].room or len(drafts[-1].blocks) == TEXTS):
        drafts.append(Draft())
    draft = drafts[-1]
    draft.entries.append(entry)
    if len(whole) <= draft.room:
        draft.blocks.append(whole)
        return
    draft.blocks.append(opening)
    for stretch in stretches:
        _flow(drafts, stretch)


def _flow(drafts: list[Draft], stretch: Stretch) -> None:
    """Let a stretch run on from the last text of the last message, over as many more as it needs."""
    prefix, rest = stretch.prefix, stretch.body.strip()
    while prefix or rest:
        room = drafts[-1].room - len(_GAP) - len(prefix) - 1
        if room < _STUMP:
            drafts.append(Draft())
            continue
        piece, end = first_piece(rest, room) if rest else ("", 0)
        _run_on(drafts[-1], "\n".join(filter(None, (prefix, piece))))
        prefix, rest = "", rest[end:].strip()
        if rest:
            drafts.append(Draft())


def _run_on(draft: Draft, text: str) -> None:
    if draft.blocks:
        draft.blocks[-1] += f"{_GAP}{text}"
    elif text:
        draft.blocks.append(text)


def _written(stretch: Stretch) -> str:
    return "\n".join(filter(None, (stretch.prefix, escape(stretch.body.strip()))))
