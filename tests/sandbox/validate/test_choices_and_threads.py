"""Autocomplete's suggestions, and threads with the message that opens them."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.errors import Json
from bot.sandbox.validate import check_choices, check_thread
from tests.sandbox.validate.samples import WIDE, at_the_limit, faults, refusal, text, v2


def choice_faults(choices: Any) -> dict[str, list[str]]:
    return faults(lambda: check_choices(choices))


def thread_faults(body: Any, *, forum: bool = False) -> dict[str, list[str]]:
    return faults(lambda: check_thread(body, forum=forum))


def forum_post(**fields: Any) -> Json:
    return {"name": "May", "message": {"content": "hello"}, **fields}


@at_the_limit(
    (25, "", lambda n: [{"name": "x", "value": "x"}] * n),
    (100, "0.name", lambda n: [{"name": WIDE * n, "value": "x"}]),
    (100, "0.value", lambda n: [{"name": "x", "value": WIDE * n}]),
    (2**53 - 1, "0.value", lambda n: [{"name": "x", "value": n}]),
)
def test_suggestions_keep_their_limits(most: int, path: str, build: Callable[[int], Any]) -> None:
    assert choice_faults(build(most)) == {}
    assert list(choice_faults(build(most + 1))) == [path]


@pytest.mark.parametrize(
    ("path", "choice"),
    [("0.name", {"name": "", "value": 1}), ("0.name", {"value": 1}), ("0.value", {"name": "x"}), ("0", "x")],
)
def test_a_suggestion_has_a_name_and_a_value(path: str, choice: Any) -> None:
    assert list(choice_faults([choice])) == [path]


def test_suggestions_are_of_one_type() -> None:
    assert choice_faults([{"name": "x", "value": 1}, {"name": "y", "value": 0.5}]) == {}
    assert list(choice_faults([{"name": "x", "value": 1}, {"name": "y", "value": "2"}])) == ["1.value"]


def test_suggestions_may_be_none() -> None:
    assert choice_faults([]) == {}


@at_the_limit(
    (100, "name", lambda n: forum_post(name=WIDE * n)),
    (5, "applied_tags", lambda n: forum_post(applied_tags=list(range(n)))),
    (21600, "rate_limit_per_user", lambda n: forum_post(rate_limit_per_user=n)),
    (2000, "message.content", lambda n: forum_post(message={"content": WIDE * n})),
    (10080, "auto_archive_duration", lambda n: forum_post(auto_archive_duration=n)),
)
def test_a_forum_post_keeps_its_limits(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert thread_faults(build(most), forum=True) == {}
    assert list(thread_faults(build(most + 1), forum=True)) == [path]


@pytest.mark.parametrize("minutes", [60, 1440, 4320, 10080])
def test_a_thread_rests_after_one_of_four_times(minutes: int) -> None:
    assert thread_faults({"name": "x", "auto_archive_duration": minutes, "type": 11}) == {}
    assert list(thread_faults({"name": "x", "auto_archive_duration": minutes - 1})) == ["auto_archive_duration"]


@pytest.mark.parametrize("name", ["", None])
def test_a_thread_has_a_name(name: Any) -> None:
    assert list(thread_faults({"name": name})) == ["name"]


def test_only_a_forum_needs_the_first_message() -> None:
    assert thread_faults({"name": "x"}) == {}
    assert list(thread_faults({"name": "x"}, forum=True)) == ["message"]


def test_the_first_message_is_not_empty() -> None:
    error = refusal(lambda: check_thread(forum_post(message={}), forum=True))
    assert error is not None
    assert error.code == 50006


def test_the_first_message_of_a_forum_post_may_be_laid_out() -> None:
    assert thread_faults(forum_post(message=v2(text())), forum=True) == {}
    assert list(thread_faults(forum_post(message={"content": "x", "flags": 1 << 13}), forum=True)) == [
        "message.flags"
    ]


@pytest.mark.parametrize("kind", [10, 11, 12])
def test_a_thread_is_of_a_threads_type(kind: int) -> None:
    assert thread_faults({"name": "x", "type": kind, "rate_limit_per_user": 0}) == {}
    assert list(thread_faults({"name": "x", "type": 0})) == ["type"]
