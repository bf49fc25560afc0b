"""What a copied web page has around its text: menus above the title, counters and links to other posts at the end.

Only what is known for such is left out, never a paragraph: above the title, up to fourteen short lines that end
without a full stop; at the end, below the last paragraph, lines such as "0 comments" or "See All", and the short
lines under "Recent Posts" and "Tags:". As soon as anything else stands among them, all of it is kept as text.
"""

import re
from collections.abc import Sequence

from bot.editorial.headings import heading_of
from bot.intake.formats.labels import is_labelled
from bot.intake.formats.lines import Line
from bot.intake.formats.masthead import is_title

ABOVE = 15  # lines within which the title stands
_SHORT = 60
_SHORT_BELOW = 200  # the titles of other posts
_FOOTER = re.compile(
    r"\d+ (?:comments?|views?|likes?|shares?)|comments|post (?:not )?marked as liked|share(?: this(?: post)?)?"
    r"|see all|(?:write|leave|add) a comment(?:\.\.\.|…)?|back to top|log in|sign up",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:recent|related) posts|tags\s*:?", re.IGNORECASE)


def without_furniture(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines from the title to the last one of the text; all of them where there is no title."""
    start = next((at for at, line in enumerate(lines[:ABOVE]) if is_title(line)), 0)
    if not all(len(line.text) <= _SHORT and not line.finished for line in lines[:start]):
        start = 0
    return lines[start : _end(lines)]


def _end(lines: Sequence[Line]) -> int:
    """Where the footer begins: right below a paragraph, with a line that is known."""
    last = next((at for at in range(len(lines) - 1, 0, -1) if _is_text(lines[at])), len(lines))
    footer = lines[last + 1 :]
    if not footer or not _is_known(footer[0]):
        return len(lines)
    listed = False
    for line in footer:
        listed = listed or bool(_LIST.fullmatch(line.text))
        if not _is_known(line) and (not listed or heading_of(line.text) or is_labelled(line)):
            return len(lines)
    return last + 1


def _is_known(line: Line) -> bool:
    return len(line.text) <= _SHORT and bool(_FOOTER.fullmatch(line.text) or _LIST.fullmatch(line.text))


def _is_text(line: Line) -> bool:
    return not _is_known(line) and (line.finished or len(line.text) > _SHORT_BELOW)
