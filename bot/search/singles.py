"""Single letters and digits that make a word mean what it does: IL-6 is no IL-10, and vitamin D no vitamin B."""

from collections.abc import Iterator, Sequence

from bot.search.otherwise import OTHER_SHARE, Others
from bot.search.query import Forms
from bot.search.ranking import Choice, Wanted
from bot.search.view import Form, View


def beside_words(view: View, singles: Sequence[Forms], others: Others) -> Iterator[Wanted]:
    """Each with a word beside it, in all ways in which the archive has the two; what it has in none is left out."""
    for forms in singles:
        choices = [Choice(view.phrase(form), 1.0) for form in forms]
        choices += [Choice(form, OTHER_SHARE) for form in _otherwise(view, forms, others)]
        # All of them count by the rarity of the first one, and what stands there by chance is rare.
        choices.sort(key=lambda choice: -choice.form.found)
        if choices[0].form.found:
            yield Wanted(tuple(choices))


def _otherwise(view: View, forms: Forms, others: Others) -> Iterator[Form]:
    """Other forms of all that a pair is a part of ("T2D"), and of its word alone ("interleukin 6")."""
    pairs = [form for form in forms if len(form) > 1]
    for one, form in others:
        if any({*pair} <= {*one.itself} for pair in pairs):
            yield form
        elif len(one.itself) == 1:
            for left, right in pairs:
                if left in one.itself:
                    yield view.phrase((*one.form, right))
                elif right in one.itself:
                    yield view.phrase((left, *one.form))
