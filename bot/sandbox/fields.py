"""A form's fields as they are submitted: checked as Discord's client would."""

from collections.abc import Mapping
from typing import Any, cast

from bot.sandbox.errors import DiscordError, Json
from bot.sandbox.reply import FILE_UPLOAD, TEXT_INPUT, Input, Modal
from bot.sandbox.resolved import Resolved, pickers

CHECKBOX, RADIO = 23, 21


def submitted(modal: Modal, given: Mapping[str, Any], resolved: Resolved) -> list[Json]:
    """The components of a submission; 50035 names each field that is too short, too long or missing."""
    unknown = given.keys() - {one.custom_id for one in modal.inputs}
    if unknown:
        raise LookupError(f"the form has no field {', '.join(sorted(unknown))}")
    values = {one.custom_id: _value(one, given.get(one.custom_id), resolved) for one in modal.inputs}
    problems = {one.custom_id: problem for one in modal.inputs if (problem := _problem(one, values[one.custom_id]))}
    if problems:
        errors = {name: {"_errors": [{"code": "FIELD", "message": text}]} for name, text in problems.items()}
        raise DiscordError(50035, errors=errors)
    return _components(modal, values)


def _components(modal: Modal, values: Mapping[str, Any]) -> list[Json]:
    number = 0
    sent: list[Json] = []
    for holder in modal.data["components"]:
        number += 1
        shape: Json = {"type": holder["type"], "id": holder.get("id") or number}
        if "component" in holder:
            number += 1
            shape["component"] = _field(holder["component"], number, values)
        elif "components" in holder:
            number += len(holder["components"])
            shape["components"] = [_field(one, number, values) for one in holder["components"]]
        sent.append(shape)
    return sent


def _field(one: Json, number: int, values: Mapping[str, Any]) -> Json:
    value = values[str(one["custom_id"])]
    key = "values" if isinstance(value, list) else "value"
    return {"type": one["type"], "id": one.get("id") or number, "custom_id": one["custom_id"], key: value}


def _value(field: Input, given: Any, resolved: Resolved) -> Any:
    """What is sent for a field: a text, or a list of what was picked."""
    kind = int(field.data["type"])
    if kind == TEXT_INPUT:
        return field.value if given is None else str(given)
    if kind in (CHECKBOX, RADIO):
        return given if given is not None else field.data.get("default")
    listed = cast("list[Any]", given if isinstance(given, list) else [] if given is None else [given])
    pick = resolved.attachment if kind == FILE_UPLOAD else pickers(resolved).get(kind, str)
    picked = [pick(one) for one in listed]
    if None in picked:
        raise LookupError(f"{field.custom_id} does not take {given!r}")
    return picked


def _problem(field: Input, value: Any) -> str:
    if not value:
        return "This field is required." if field.required else ""
    if not isinstance(value, str):
        return ""
    if len(value) < field.min_length:
        return f"Must be {field.min_length} or more in length."
    return f"Must be {field.max_length} or fewer in length." if len(value) > field.max_length else ""
