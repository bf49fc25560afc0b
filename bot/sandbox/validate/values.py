"""JSON values as Discord reads them: numbers may come as strings, ids as numbers."""

import math
import re
from typing import cast

JsonObject = dict[str, object]

SAFE_INTEGER = 2**53 - 1
CHANNEL_TYPES = range(17)
_SNOWFLAKE_END = 2**64
_WHOLE = re.compile(r"-?[0-9]{1,20}")


def as_object(value: object) -> JsonObject | None:
    """The value if it is a JSON object."""
    return cast("JsonObject", value) if isinstance(value, dict) else None


def as_list(value: object) -> list[object] | None:
    """The value if it is a JSON array."""
    return cast("list[object]", value) if isinstance(value, list) else None


def as_whole(value: object) -> int | None:
    """The value as an integer; "5" and 5.0 are 5, true is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else None


def as_number(value: object) -> float | None:
    """The value as a finite number; true is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def as_snowflake(value: object) -> int | None:
    """The value as an id."""
    number = as_whole(value)
    return number if number is not None and 0 <= number < _SNOWFLAKE_END else None
