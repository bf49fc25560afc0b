"""Where sentences end, in the prose of abstracts."""

import re
from collections.abc import Iterator

_STOP = re.compile(r"""(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s)|[。！？]+[”’」』）]*|\n\s*\n""")
_LAST_WORD = re.compile(r"[^\s(\[“\"']*$")
_NEXT_WORD = re.compile(r"\s*[\"'“‘(\[]*([^\s]*)")
_WORD_WINDOW = 40

_NEVER_LAST = re.compile(
    r"""al|cf|e\.g|i\.e|eg|ie|figs?|eqs?|refs?|tab|suppl|vs|dr|prof|mrs?|ms|st|approx|ca|sp|spp|subsp|var|vol|pp|ch|sec
    |viz|resp|incl|ex""",
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_NUMBERS = re.compile("nos?|p|n|art", re.IGNORECASE)
_OPENER = re.compile(
    r"""the|we|this|these|those|in|our|it|its|however|here|to|an?|moreover|furthermore|thus|therefore|although|while
    |when|as|for|both|such|they|there|results|methods|conclusions?""",
    re.IGNORECASE | re.VERBOSE,
)


def sentence_ends(text: str) -> Iterator[int]:
    """The places right after each sentence, the end of the text left out."""
    for stop in _STOP.finditer(text):
        if not stop[0].startswith(".") or _ends(text, stop.start(), stop.end()):
            yield stop.start() if stop[0].isspace() else stop.end()


def sentences(text: str) -> list[str]:
    """The sentences of a text, without the blanks around them."""
    starts = [0, *sentence_ends(text)]
    pieces = (text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    return [piece for piece in pieces if piece]


def _ends(text: str, dot: int, after: int) -> bool:
    """Whether a dot ends a sentence: it also stands after abbreviations, initials and within "i.v."."""
    last = _last_word(text, dot)
    following = _NEXT_WORD.match(text, after, after + _WORD_WINDOW)
    upcoming = following[1] if following else ""
    if _NEVER_LAST.fullmatch(last):
        return False
    if _BEFORE_NUMBERS.fullmatch(last) and upcoming[:1].isdigit():
        return False
    if _is_initials(last):
        return upcoming[:1].isupper() and _OPENER.fullmatch(upcoming.rstrip(",")) is not None
    return not _is_plain_lower(upcoming)


def _last_word(text: str, dot: int) -> str:
    found = _LAST_WORD.search(text[max(0, dot - _WORD_WINDOW) : dot])
    return found[0] if found else ""


def _is_initials(word: str) -> bool:
    """Such as "E" of "E. coli", and "i.v"."""
    return bool(word) and all(len(letter) == 1 and letter.isalpha() for letter in word.split("."))


def _is_plain_lower(word: str) -> bool:
    """Sentences do begin with miR-21, mRNA or p53, but not with an ordinary word in lower case."""
    return word[:1].islower() and not any(one.isupper() or one.isdigit() for one in word)
