"""Words that differ by what stands before them, and mean the opposite or something beside it: no misspellings."""

_PAIRS = (
    "hypo hyper|intra extra|intra inter|extra inter|in ex|in de|en de|endo exo|endo ecto|pre post|macro micro|"
    "ad ab|af ef|at de|sub super|mono poly|homo hetero|over under|up down"
)
_OPPOSED = [tuple(pair.split()) for pair in _PAIRS.split("|")]
_ADDED = ("a", "an", "anti", "de", "dis", "il", "im", "in", "ir", "mis", "non", "re", "un")
_SHORTEST = 4  # letters that follow


def opposed(word: str, other: str) -> bool:
    """Whether two words are one word with opposed prefixes, or with one and without: "hypotension", "typical".

    Who has left a single letter out at the beginning has mistyped the word: "poptosis".
    """
    if any(_is_with(word, left, other, right) or _is_with(word, right, other, left) for left, right in _OPPOSED):
        return True
    return any(_is_with(word, one, other, "") or (one != "a" and _is_with(word, "", other, one)) for one in _ADDED)


def _is_with(word: str, before: str, other: str, instead: str) -> bool:
    rest = word.removeprefix(before)
    return len(rest) >= _SHORTEST and word == before + rest and other == instead + rest
