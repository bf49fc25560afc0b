"""One JSON object under check: reads its fields and notes what is wrong with them."""

from collections.abc import Callable, Collection, Iterable
from collections.abc import Set as AbstractSet
from typing import TypeVar

from bot.sandbox.validate.collector import Errors, refuse_repeats
from bot.sandbox.validate.values import JsonObject, as_list, as_number, as_object, as_snowflake, as_whole

T = TypeVar("T")
Number = TypeVar("Number", int, float)


class Form:
    """An object of the body and the place for its errors; null counts as absent, as it does for Discord."""

    def __init__(self, values: JsonObject, errors: Errors) -> None:
        self._values = values
        self.errors = errors

    @classmethod
    def of(cls, value: object, errors: Errors) -> "Form | None":
        """The form of an object; none, with an error noted, for any other value."""
        values = as_object(value)
        if values is None:
            errors.add("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
            return None
        return cls(values, errors)

    def at(self, key: str) -> Errors:
        """Where the errors of a field go."""
        return self.errors.at(key)

    def __contains__(self, key: str) -> bool:
        """Whether the field is there at all, if only as null."""
        return key in self._values

    def keys(self) -> AbstractSet[str]:
        """The names of all fields."""
        return self._values.keys()

    def get(self, key: str) -> object:
        """The field as it stands, unchecked."""
        return self._values.get(key)

    def filled(self, key: str) -> bool:
        """Whether the field holds anything: not null, "", [], 0 or false; white space is nothing."""
        value = self.get(key)
        return bool(value.strip() if isinstance(value, str) else value)

    def text(self, key: str, most: int, *, least: int = 0, required: bool = False, trim: bool = False) -> str:
        """A string of `least` to `most` code points; "" where there is none."""
        value = self._read(key, required, _as_text, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        if value is None:
            return ""
        counted = value.strip() if trim else value
        _check_length(self.at(key), len(counted), least, most)
        return counted

    def whole(self, key: str, least: int, most: int, *, required: bool = False) -> int | None:
        """An integer from `least` to `most`; none where it is wrong."""
        value = self._read(key, required, as_whole, "NUMBER_TYPE_COERCE", "Value is not int.")
        return None if value is None else _within(self.at(key), value, least, most)

    def number(self, key: str, bound: int, *, required: bool = False) -> float | None:
        """A number from `-bound` to `bound`; none where it is wrong."""
        value = self._read(key, required, as_number, "NUMBER_TYPE_COERCE", "Value is not float.")
        return None if value is None else _within(self.at(key), value, -bound, bound)

    def snowflake(self, key: str, *, required: bool = False) -> int | None:
        """An id, as a string or a number."""
        return self._read(key, required, as_snowflake, "NUMBER_TYPE_COERCE", "Value is not snowflake.")

    def flag(self, key: str) -> bool:
        """A boolean; false where there is none."""
        return self._read(key, False, _as_boolean, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.") or False

    def choice(self, key: str, choices: Collection[int], *, required: bool = False) -> int | None:
        """One of a few integers."""
        value = self._read(key, required, as_whole, "NUMBER_TYPE_COERCE", "Value is not int.")
        if value is not None and value not in choices:
            self.at(key).add("BASE_TYPE_CHOICES", f"Value must be one of {_listed(choices)}.")
        return value

    def kind(self, choices: Collection[int]) -> int | None:
        """The `type` that says which object this is; none, with an error noted, if it may not stand here."""
        value = as_whole(self.get("type"))
        if value in choices:
            return value
        self.errors.add("UNION_TYPE_CHOICES", f'Value of field "type" must be one of {_listed(choices)}.')
        return None

    def form(self, key: str, *, required: bool = False) -> "Form | None":
        """An object of its own."""
        value = self._given(key, required)
        return None if value is None else Form.of(value, self.at(key))

    def items(self, key: str, most: int, *, least: int = 0, required: bool = False) -> list[tuple[Errors, object]]:
        """An array's values, each with the place for its errors."""
        value = self._given(key, required)
        return [] if value is None else items_of(value, self.at(key), most, least=least)

    def forms(self, key: str, most: int, *, least: int = 0, required: bool = False) -> "list[Form]":
        """An array of objects; what is no object is left out, with an error noted."""
        return forms_of(self.items(key, most, least=least, required=required))

    def snowflakes(self, key: str, most: int) -> list[int]:
        """An array of ids, none of them twice."""
        return self._set(key, most, as_snowflake, "Value is not snowflake.")

    def choices(self, key: str, choices: Collection[int], *, least: int = 0) -> list[int]:
        """An array of a few integers, none of them twice."""
        values = self._set(key, len(choices), as_whole, "Value is not int.", least=least)
        if not set(values) <= set(choices):
            self.at(key).add("BASE_TYPE_CHOICES", f"Value must be one of {_listed(choices)}.")
        return values

    def _set(
        self, key: str, most: int, read: Callable[[object], int | None], problem: str, *, least: int = 0
    ) -> list[int]:
        entries: list[tuple[Errors, int]] = []
        for errors, item in self.items(key, most, least=least):
            value = read(item)
            if value is None:
                errors.add("NUMBER_TYPE_COERCE", problem)
            else:
                entries.append((errors, value))
        refuse_repeats(entries, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
        return [value for _, value in entries]

    def _given(self, key: str, required: bool) -> object:
        value = self.get(key)
        if value is None and required:
            self.at(key).add("BASE_TYPE_REQUIRED", "This field is required")
        return value

    def _read(
        self, key: str, required: bool, read: Callable[[object], T | None], code: str, problem: str
    ) -> T | None:
        given = self._given(key, required)
        value = None if given is None else read(given)
        if given is not None and value is None:
            self.at(key).add(code, problem)
        return value


def items_of(value: object, errors: Errors, most: int, *, least: int = 0) -> list[tuple[Errors, object]]:
    """The values of an array, each with the place for its errors; nothing, with an error noted, if it is none."""
    values = as_list(value)
    if values is None:
        errors.add("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return []
    _check_length(errors, len(values), least, most)
    return [(errors.at(place), item) for place, item in enumerate(values)]


def forms_of(items: Iterable[tuple[Errors, object]]) -> list[Form]:
    """Those of the values that are objects; for the others an error is noted."""
    return [form for errors, value in items if (form := Form.of(value, errors)) is not None]


def check_order(errors: Errors, low: float | None, high: float | None) -> None:
    """Note an error where the lower bound is above the upper one."""
    if low is not None and high is not None and low > high:
        errors.add("NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")


def _as_text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _as_boolean(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _check_length(errors: Errors, length: int, least: int, most: int) -> None:
    if least <= length <= most:
        return
    if least:
        errors.add("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    else:
        errors.add("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def _within(errors: Errors, value: Number, least: int, most: int) -> Number | None:
    if value < least:
        errors.add("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
    elif value > most:
        errors.add("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
    else:
        return value
    return None


def _listed(choices: Collection[int]) -> str:
    """The choices as Discord prints them, which is as a Python tuple."""
    return str(tuple(sorted(choices)))
