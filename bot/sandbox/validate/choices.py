"""Choices: what an option offers, fixed with the command or suggested while somebody types."""

from bot.sandbox.validate.collector import Errors
from bot.sandbox.validate.form import Form, forms_of, items_of
from bot.sandbox.validate.localised import Size, check_localised
from bot.sandbox.validate.values import SAFE_INTEGER

MOST = 25
_LENGTH = 100


def check_choices(choices: object, *, where: tuple[str, ...] = ()) -> None:
    """The choices of a callback of type 8 (facts 3: at most 25, names and texts up to 100); DiscordError 50035."""
    errors = Errors(where)
    offered = forms_of(items_of(choices, errors, MOST))
    # One option takes values of one type; which one it is, is not known here, so the first choice says.
    texts = bool(offered) and isinstance(offered[0].get("value"), str)
    check_value = check_text_value if texts else check_number_value
    for choice in offered:
        check_choice_name(choice, Size())
        check_value(choice, Size())
    errors.refuse()


def check_choice_name(choice: Form, size: Size) -> None:
    """The name of a choice, 1-100 characters."""
    check_localised(choice, "name", size, _LENGTH)


def check_text_value(choice: Form, size: Size) -> None:
    """The value of a text option's choice; the API's document says 6000 characters, the pages 100."""
    size.add(choice.text("value", _LENGTH, required=True))


def check_whole_value(choice: Form, size: Size) -> None:
    """The value of an integer option's choice."""
    size.add(str(choice.whole("value", -SAFE_INTEGER, SAFE_INTEGER, required=True)))


def check_number_value(choice: Form, size: Size) -> None:
    """The value of a number option's choice."""
    size.add(str(choice.number("value", SAFE_INTEGER, required=True)))
