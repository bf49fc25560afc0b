"""Making text from strangers stand in Discord's markdown as it is, letter for letter."""

import re
from urllib.parse import quote, urlsplit

from bot.editorial.characters import boundary, harmless, shorten
from bot.editorial.sentences import sentence_ends

_UNSEEN = "\u200b"
_SMALLEST = 2  # a character and its backslash

_SPECIAL = re.compile(
    r"""
      ^[^\S\n]*(?P<line_start>\#{1,3}(?=\s|$) | [-+](?=[\s\#]|$) | > | \d+(?=\.(?:\s|$)))
    | (?P<always>[\\*_`\[])
    | (?P<run>~~+ | \|\|+)
    | (?P<target>(?<=\])\()
    | (?P<mention>@(?=everyone|here|[!&]?\d))
    | (?P<angle><(?=[@\#/:a-z]))
    | (?P<colon>:(?=//|[\w+-]{1,64}:) | (?<=\bdiscord)\.(?=gg/))
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_CLOCK_TIME = re.compile(r"\d+(?<!100)(?<!1234):")
_SAFE_IN_ADDRESS = "/?#:@!$&'*+,;=%~-._"


def escape(value: str) -> str:
    r"""Text that Discord shows as it is: no formatting, mention, link, emoji, timestamp or heading comes of it.

    A backslash goes before what would be read as markdown where it stands. Mentions are parted by a zero-width
    space instead, because Discord looks for them in the raw text; so is "](", which could make a link's address
    of what follows somebody else's "[". It has at most twice as many characters.
    """
    return _SPECIAL.sub(_escaped, harmless(value))


def escape_within(value: str, limit: int) -> str:
    """Escaped text of at most `limit` characters, shortened at a word where it is longer."""
    limit = max(limit, 0)
    room = min(limit, len(value))
    while True:
        escaped = escape(shorten(value, room))
        excess = len(escaped) - limit
        if excess <= 0:
            return escaped
        room -= (excess + 1) // 2


def split_escaped(body: str, limit: int) -> list[str]:
    """The whole text, escaped, in pieces of at most `limit` characters.

    A limit below 2 counts as 2.
    """
    pieces: list[str] = []
    rest = harmless(body).strip()
    while rest:
        piece, end = first_piece(rest, max(limit, _SMALLEST))
        pieces.append(piece)
        rest = rest[end:].lstrip()
    return [piece for piece in pieces if piece]


def first_piece(text: str, limit: int) -> tuple[str, int]:
    """The escaped beginning of a text, at most `limit` characters (2 or more), and how much of the text it is.

    It ends between paragraphs, else sentences, else words, else anywhere.
    """
    room = limit
    while True:
        end = len(text) if room >= len(text) else _cut(text, room)
        piece = escape(text[:end].rstrip())
        excess = len(piece) - limit
        if excess <= 0:
            return piece, end
        room = min(room, end) - (excess + 1) // 2


def link(label: str, href: str) -> str:
    """A masked link; without a usable http(s) address, the escaped label alone."""
    shown = escape(label)
    address = _address(href)
    if not address or not shown:
        return shown
    bracketed = shown.replace("]", r"\]")
    return f"[{bracketed}]({address})"


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    match match.lastgroup:
        case "line_start":
            marker = match["line_start"]
            if marker.isdigit():
                return f"{found}\\"
            return f"{found.removesuffix(marker)}\\{marker}"
        case "run":
            return "".join(f"\\{one}" for one in found)
        case "target":
            return f"{_UNSEEN}("
        case "mention":
            return f"@{_UNSEEN}"
        case "colon" if _CLOCK_TIME.match(match.string, match.end()):
            return found
        case _:
            return f"\\{found}"


def _cut(text: str, room: int) -> int:
    """The best place for a cut within the first `room` characters, more than 0 of them."""
    early = room // 4  # a place before it would leave a message nearly empty
    paragraph = text.rfind("\n\n", 0, room + 2)
    if paragraph > early:
        return paragraph
    sentence = max((end for end in sentence_ends(text[: room + 1]) if end <= room), default=0)
    if sentence > early:
        return sentence
    word = max(text.rfind(" ", 0, room + 1), text.rfind("\n", 0, room + 1))
    return word if word > 0 else boundary(text, room)


def _address(href: str) -> str:
    """The address with everything encoded that could end a masked link, empty where it is not http(s)."""
    address = harmless(href).strip()
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return quote(address, safe=_SAFE_IN_ADDRESS) if usable else ""
