"""Messages: what is needed, how long it may be, what may be set where."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.errors import Json
from bot.sandbox.validate import check_message
from tests.sandbox.validate.samples import (
    V2,
    WIDE,
    at_the_limit,
    faults,
    full_classic,
    full_layout,
    legacy,
    refusal,
    row,
    text,
    v2,
)

EPHEMERAL = 1 << 6


def code(body: Any, **how: Any) -> int:
    """The code of the refusal, 0 for a message that is taken."""
    error = refusal(lambda: check_message(body, **how))
    return 0 if error is None else error.code


def message_faults(body: Any, **how: Any) -> dict[str, list[str]]:
    return faults(lambda: check_message(body, **how))


def poll(**fields: Any) -> Json:
    answers = [{"poll_media": {"text": "Yes"}}]
    return {"poll": {"question": {"text": "Well?"}, "answers": answers, **fields}}


@pytest.mark.parametrize("body", [full_classic(), full_layout(), {"content": "x"}, poll(), {"sticker_ids": ["1"]}])
def test_what_discord_takes_is_taken(body: Json) -> None:
    assert message_faults(body) == {}


@at_the_limit(
    (2000, "content", lambda n: {"content": WIDE * n}),
    (25, "nonce", lambda n: {"content": "x", "nonce": "9" * n}),
    (2**63 - 1, "nonce", lambda n: {"content": "x", "nonce": n}),
    (3, "sticker_ids", lambda n: {"sticker_ids": list(range(n))}),
    (100, "allowed_mentions.users", lambda n: {"content": "x", "allowed_mentions": {"users": list(range(n))}}),
    (100, "allowed_mentions.roles", lambda n: {"content": "x", "allowed_mentions": {"roles": list(range(n))}}),
    (1024, "attachments.0.description", lambda n: {"attachments": [{"id": 0, "description": WIDE * n}]}),
    (300, "poll.question.text", lambda n: poll(question={"text": WIDE * n})),
    (55, "poll.answers.0.poll_media.text", lambda n: poll(answers=[{"poll_media": {"text": WIDE * n}}])),
    (10, "poll.answers", lambda n: poll(answers=[{"poll_media": {"text": "x"}}] * n)),
    (768, "poll.duration", lambda n: poll(duration=n)),
)
def test_a_message_keeps_its_limits(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert message_faults(build(most)) == {}
    assert list(message_faults(build(most + 1))) == [path]


def test_little_is_enough() -> None:
    least = {"duration": 1, "question": {"text": "?"}, "answers": [{"poll_media": {"text": "!"}}]}
    reply = {"type": 0, "message_id": 2**64 - 1}
    assert message_faults({"poll": least, "message_reference": reply, "flags": 0, "nonce": -(2**63)}) == {}
    assert message_faults({"attachments": [{"id": 0, "filename": "x"}]}) == {}
    assert list(message_faults(poll(duration=0))) == ["poll.duration"]
    assert list(message_faults(poll(answers=[]))) == ["poll.answers"]


def test_an_id_has_64_bits() -> None:
    assert list(message_faults({"sticker_ids": [2**64]})) == ["sticker_ids.0"]
    assert list(message_faults({"sticker_ids": ["-1"]})) == ["sticker_ids.0"]


def test_eleven_attachments_have_an_error_of_their_own() -> None:
    def attached(count: int) -> Json:
        return {"attachments": [{"id": number} for number in range(count)]}

    assert code(attached(10)) == 0
    assert code(attached(11)) == 30015
    assert code({"content": "x"}, files=[f"{number}.png" for number in range(11)]) == 30015


@pytest.mark.parametrize(
    "body", [{}, {"content": ""}, {"content": " \n"}, {"embeds": [], "components": None}, v2()]
)
def test_an_empty_message_is_not_sent(body: Json) -> None:
    assert code(body) == 50006


@pytest.mark.parametrize(
    "body",
    [{"message_reference": {"type": 1, "message_id": "1"}}, {"attachments": [{"id": 0}]}, legacy(), v2(text())],
)
def test_a_message_needs_only_one_thing_in_it(body: Json) -> None:
    assert code(body) == 0


def test_a_file_alone_is_a_message() -> None:
    assert code({}, files=["a.png"]) == 0


def test_an_edit_names_only_what_changes() -> None:
    assert code({}, edit=True) == 0
    assert code({"content": None, "embeds": []}, edit=True) == 0
    assert code({"content": None, "embeds": [], "components": [], "attachments": []}, edit=True) == 50006


def test_an_edit_may_not_take_all_components_from_a_v2_message() -> None:
    assert code({"components": []}, edit=True, was_v2=True) == 50006
    assert code({"attachments": []}, edit=True, was_v2=True) == 0


@pytest.mark.parametrize(
    "field",
    [
        {"content": "x"},
        {"embeds": [{"title": "x"}]},
        {"sticker_ids": ["1"]},
        poll(),
        {"shared_client_theme": {"a": 1}},
    ],
)
def test_v2_leaves_no_room_for_the_older_fields(field: Json) -> None:
    (key,) = field
    assert message_faults(v2(text(), **field)) == {key: ["MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]}
    assert key in message_faults(field, edit=True, was_v2=True)


def test_v2_takes_the_older_fields_when_they_are_empty() -> None:
    assert message_faults(v2(text(), content="", embeds=[], sticker_ids=None, poll=None)) == {}


def test_the_v2_flag_comes_by_an_edit_and_stays() -> None:
    assert message_faults(v2(text(), content=None, embeds=[]), edit=True) == {}
    assert message_faults({"components": [text()]}, edit=True, was_v2=True) == {}
    assert message_faults({"flags": 0}, edit=True, was_v2=True) == {
        "flags": ["MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG"]
    }


@pytest.mark.parametrize("flag", [1 << 2, 1 << 12, 1 << 13])
def test_flags_that_may_be_set(flag: int) -> None:
    assert message_faults({"content": "x", "flags": flag}) == {}
    assert message_faults({"content": "x", "flags": flag | EPHEMERAL}, interaction=True) == {}


@pytest.mark.parametrize("flag", [1 << 0, 1 << 1, EPHEMERAL, 1 << 7, 1 << 14])
def test_flags_that_only_discord_sets(flag: int) -> None:
    assert list(message_faults({"content": "x", "flags": flag})) == ["flags"]


def test_an_edit_may_repeat_the_flags_that_a_message_has() -> None:
    assert message_faults({"content": "x", "flags": EPHEMERAL | 1}, edit=True) == {}


@pytest.mark.parametrize("nonce", [True, 1.5, ["1"], {}])
def test_a_nonce_is_text_or_an_integer(nonce: Any) -> None:
    assert list(message_faults({"content": "x", "nonce": nonce})) == ["nonce"]


def test_only_an_ordinary_message_has_a_nonce() -> None:
    assert message_faults({"content": "x", "nonce": "9" * 26}, interaction=True) == {}


@pytest.mark.parametrize("kind", ["users", "roles"])
def test_all_of_a_kind_and_some_of_it_are_not_mentioned_at_once(kind: str) -> None:
    def allowing(ids: list[str]) -> Json:
        return {"content": "x", "allowed_mentions": {"parse": [kind], kind: ids}}

    assert message_faults(allowing([])) == {}
    assert message_faults(allowing(["1"])) == {"allowed_mentions": ["MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"]}


@pytest.mark.parametrize("parse", [["here"], ["users", "users"], "users", [["users"]], [{}]])
def test_mentions_are_parsed_for_three_kinds_each_named_once(parse: Any) -> None:
    found = message_faults({"content": "x", "allowed_mentions": {"parse": parse}})
    assert [path.startswith("allowed_mentions.parse") for path in found] == [True]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    body = {"content": "x" * 2001, "embeds": [{"title": "x" * 257}], "components": [row()], "tts": "no"}
    assert set(message_faults(body)) == {"content", "embeds.0.title", "components.0.components", "tts"}


def test_paths_start_where_the_message_stands() -> None:
    assert list(message_faults({"content": 1}, where=("data",))) == ["data.content"]


def test_the_error_reads_as_discords_do() -> None:
    error = refusal(lambda: check_message({"content": "x" * 2001}))
    assert error is not None
    assert error.body() == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "content": {
                "_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]
            }
        },
    }


def test_numbers_may_come_as_text_and_ids_as_numbers() -> None:
    assert message_faults({"flags": str(V2), "components": [text()], "attachments": [{"id": 5}]}) == {}
    assert list(message_faults({"content": "x", "flags": "many"})) == ["flags"]
