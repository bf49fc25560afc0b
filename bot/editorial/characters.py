"""Text from strangers, character by character: what is let in, and where it may be cut."""

import re
import unicodedata

ELLIPSIS = "…"

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]")
_BLANK_LINES = re.compile(r"\n{3,}")

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_UNSEEN_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # fillers, which count as letters and show nothing

_JOINER = "\u200d"
_LOOK_BACK = 32  # longer clusters are no emoji but a pile of accents
_LEFT_OVER = " \t\n,;:–—-([{\u200d"


def clean(value: str) -> str:
    """Text as it is stored: composed (NFC), its lines ended by a line feed, without what cannot be seen.

    Control characters, lone surrogates and unpaired direction marks go, as do blanks at line ends and repeated
    blank lines; right-to-left text and joined emoji stay as they are.
    """
    composed = unicodedata.normalize("NFC", harmless(value))
    lines = "\n".join(line.rstrip() for line in composed.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def clean_line(value: str) -> str:
    """The same on one line: every run of blanks becomes a single space."""
    return " ".join(clean(value).split())


def harmless(value: str) -> str:
    """The text without control characters, and without direction marks that would reach beyond their line."""
    wanted = _UNWANTED.sub("", _LINE_ENDS.sub("\n", value).replace("\t", " "))
    return "\n".join(map(_paired, wanted.split("\n"))) if _BIDI.search(wanted) else wanted


def is_blank(value: str) -> bool:
    """Whether nothing of the text can be seen."""
    return not any(unicodedata.category(one)[0] in "LNPS" and one not in _UNSEEN_LETTERS for one in value)


def shorten(value: str, limit: int) -> str:
    """The text if it has at most `limit` code points; else its beginning, cut at a word, and "…"."""
    if len(value) <= limit:
        return value
    if limit < 1:
        return ""
    room = limit - 1
    at = max(value.rfind(" ", 0, room + 1), value.rfind("\n", 0, room + 1))
    if at <= room // 2:
        at = boundary(value, room)
    kept = value[:at].rstrip(_LEFT_OVER) or value[:at]
    return harmless(kept) + ELLIPSIS


def boundary(value: str, at: int) -> int:
    """The last place up to `at` where a cut parts no accent from its letter and no joined emoji.

    It is `at` itself where the text has no such place nearby.
    """
    for place in range(at, max(0, at - _LOOK_BACK), -1):
        if not _within_cluster(value, place):
            return place
    return at


def _within_cluster(value: str, at: int) -> bool:
    if not 0 < at < len(value):
        return False
    before, after = value[at - 1], value[at]
    if _JOINER in (before, after) or unicodedata.category(after)[0] == "M":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True  # a skin tone; the letters of a regional flag
    return _is_half_flag(after) and _half_flags_before(value, at) % 2 == 1


def _is_half_flag(one: str) -> bool:
    return "\U0001f1e6" <= one <= "\U0001f1ff"


def _half_flags_before(value: str, at: int) -> int:
    start = at
    while start > 0 and _is_half_flag(value[start - 1]):
        start -= 1
    return at - start


def _paired(line: str) -> str:
    """The line with only those direction marks that open and close within it."""
    embeddings: list[list[int]] = [[]]  # the open ones, by the isolates that they stand in
    isolates: list[int] = []
    paired: set[int] = set()
    for match in _BIDI.finditer(line):
        at, mark = match.start(), match[0]
        if mark in _ISOLATES:
            isolates.append(at)
            embeddings.append([])
        elif mark == _POP_ISOLATE and isolates:
            paired |= {isolates.pop(), at}
            embeddings.pop()
        elif mark == _POP_EMBEDDING and embeddings[-1]:
            paired |= {embeddings[-1].pop(), at}
        elif mark not in (_POP_ISOLATE, _POP_EMBEDDING):
            embeddings[-1].append(at)
    return _BIDI.sub(lambda match: match[0] if match.start() in paired else "", line)
