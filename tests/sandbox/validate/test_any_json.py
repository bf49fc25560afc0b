"""Whatever JSON comes, it is taken or refused: nothing else may happen."""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.validate import (
    check_choices,
    check_command,
    check_commands,
    check_message,
    check_modal,
    check_thread,
)
from tests.sandbox.validate.samples import (
    container,
    full_classic,
    full_command,
    full_layout,
    full_modal,
    group,
    label,
    refusal,
    v2,
)

Check = Callable[[Any], None]

NUMBERS = st.integers() | st.floats() | st.integers(0, 32).map(lambda bit: 1 << bit)
WORDS = st.text(max_size=30) | st.sampled_from(
    ["users", "user", "attachment://a.png", "https://a.b", "_errors", "١"]
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)

CHECKS: dict[str, tuple[Check, Any]] = {
    "classic message": (check_message, full_classic()),
    "laid out message": (check_message, full_layout()),
    "edit": (lambda body: check_message(body, edit=True, interaction=True, was_v2=True), full_layout()),
    "modal": (check_modal, full_modal()),
    "command": (check_command, full_command()),
    "commands": (check_commands, [full_command(), {"type": 3, "name": "Add to digest"}]),
    "choices": (check_choices, [{"name": "x", "value": "x"}, {"name": "y", "value": "y"}]),
    "forum post": (
        lambda body: check_thread(body, forum=True),
        {"name": "x", "applied_tags": ["1"], "message": full_classic()},
    ),
    "thread": (lambda body: check_thread(body, forum=False), {"name": "x", "type": 11}),
}


@st.composite
def bent(draw: st.DrawFn, body: Any) -> Any:
    """The body with one of its values, however deep, replaced by any JSON, or left out."""
    if not isinstance(body, dict | list) or not body or draw(st.integers(0, 5)) == 0:
        return draw(JSON)
    copy = cast("dict[Any, Any]", body.copy())  # or a list, which is read and written alike
    key = draw(st.sampled_from(sorted(copy) if isinstance(body, dict) else range(len(copy))))
    if draw(st.integers(0, 9)) == 0:
        del copy[key]
    else:
        copy[key] = draw(bent(copy[key]))
    return copy


def answered(check: Check, body: Any) -> None:
    """Run the check; a refusal can be sent as JSON and says what is wrong."""
    error = refusal(lambda: check(body))
    if error is not None:
        assert json.loads(json.dumps(error.body()))["code"] in {50006, 50035, 30015, 30032}
        assert error.code != 50035 or error.errors


@pytest.mark.parametrize("name", CHECKS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_json_is_taken_or_refused(name: str, data: st.DataObject) -> None:
    answered(CHECKS[name][0], data.draw(JSON))


@pytest.mark.parametrize("name", CHECKS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_bent_body_is_taken_or_refused(name: str, data: st.DataObject) -> None:
    check, body = CHECKS[name]
    answered(check, data.draw(bent(body)))


@pytest.mark.parametrize("name", CHECKS)
def test_an_unbent_body_is_taken(name: str) -> None:
    check, body = CHECKS[name]
    check(body)


def nested(wrap: Callable[[Any], Any], depth: int = 5000) -> Any:
    body: Any = "deep"
    for _ in range(depth):
        body = wrap(body)
    return body


@pytest.mark.parametrize(
    ("check", "body"),
    [
        (check_message, v2(nested(container))),
        (check_message, nested(lambda body: {"embeds": [body]})),
        (check_modal, {"custom_id": "x", "title": "x", "components": [nested(label)]}),
        (check_command, nested(lambda body: group("x", body))),
        (check_commands, nested(lambda body: [body])),
        (check_choices, nested(lambda body: [{"name": "x", "value": body}])),
    ],
)
def test_the_depth_of_a_body_does_no_harm(check: Check, body: Any) -> None:
    error = refusal(lambda: check(body))
    assert error is not None
    assert error.code == 50035
