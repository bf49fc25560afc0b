"""Other forms of what was typed, as far as an archive has them and means the same by them."""

from collections.abc import Iterator, Sequence

from bot.search.query import Query
from bot.search.ranking import Choice, Wanted
from bot.search.synonyms import Expansion
from bot.search.view import Form, View

OTHER_SHARE = 0.8  # what a long form counts beside a short one, or two words beside one, or the other way round
_FOUNDED = 10  # times more entries than explain it may have a short form

Others = Sequence[tuple[Expansion, Form]]


def founded(view: View, query: Query, one: Expansion) -> bool:
    """Whether a short form is explained often enough for how often it stands there, or its capitals tell it is one:
    else it is an ordinary word."""
    short = min(one.itself, one.form, key=lambda words: len("".join(words)))
    explained = not one.entries or view.phrase(short).found <= one.entries * _FOUNDED
    return explained or one.typed in query.short_forms


def only_otherwise(query: Query, others: Others) -> Iterator[Wanted]:
    """Stop words that were meant as short forms, by their long forms alone: every text has the word itself."""
    for word in query.short_forms:
        if choices := [Choice(form, 1.0) for one, form in others if one.typed == word]:
            yield Wanted(tuple(choices))


def concepts(view: View, others: Others) -> dict[str, Wanted]:
    """What was typed in several words and has another form: an entry should have one or the other, not the words
    here and there."""
    found: dict[str, Wanted] = {}
    for typed, itself in {one.typed: one.itself for one, _ in others}.items():
        whole = view.phrase(itself)
        if " " in typed and whole.found:
            forms = [whole, *(form for one, form in others if one.typed == typed)]
            found[typed] = Wanted(tuple(Choice(form, 1.0) for form in forms))
    return found
