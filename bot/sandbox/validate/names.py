"""What commands, options and choices may be called."""

import unicodedata
from collections.abc import Iterable

from bot.sandbox.validate.collector import Errors, refuse_repeats
from bot.sandbox.validate.form import Form

LONGEST = 32

# The letters and signs whose script is Devanagari or Thai; Python's `re` knows no scripts.
_SCRIPTS = (
    range(0x0900, 0x0951),
    range(0x0955, 0x0964),
    range(0x0966, 0x0980),
    range(0xA8E0, 0xA900),
    range(0x11B00, 0x11B0A),
    range(0x0E01, 0x0E3B),
    range(0x0E40, 0x0E5C),
)


def check_name(errors: Errors, name: str) -> None:
    r"""Letters, numbers and -_' (facts 3: `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`), in lower case."""
    if not all(map(_may_stand, name)):
        errors.add("STRING_TYPE_REGEX", "String value did not match validation regex.")
    elif name != name.lower():
        errors.add("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def refuse_same_names(forms: Iterable[Form], code: str, message: str) -> None:
    """Note an error for each object that is called as an earlier one of the array (facts 3)."""
    named = [(form.at("name"), name) for form in forms if isinstance(name := form.get("name"), str)]
    refuse_repeats(named, code, message)


def _may_stand(character: str) -> bool:
    return (
        character in "-_'"
        or unicodedata.category(character)[0] in "LN"
        or any(ord(character) in script for script in _SCRIPTS)
    )
