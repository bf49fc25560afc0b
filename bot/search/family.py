"""Names that an archive has with a number behind them only: BRCA, where texts say BRCA1 and BRCA2."""

import re
from collections import Counter

from bot.search.view import View

_NUMBER = re.compile(r"\d{1,3}[a-z]?")
_SHORTEST = 3  # letters of a name
_MOST = 8


def members(view: View, name: str) -> list[str]:
    """The most frequent words that are a name with a number behind it, and perhaps a letter behind that."""
    if len(name) < _SHORTEST or not name.isalpha():
        return []
    found: Counter[str] = Counter()
    for segment in view.segments:
        numbers = segment.beginning(name)
        for number, word in zip(numbers.tolist(), segment.texts(numbers), strict=True):
            if _NUMBER.fullmatch(word, len(name)):
                found[word] += segment.count_having(number)
    return [word for word, _ in found.most_common(_MOST)]
