"""What is taken here breaks none of the rules that the conformance checker knows, where that checker is at hand."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.errors import Json
from bot.sandbox.validate import (
    check_choices,
    check_command,
    check_commands,
    check_message,
    check_modal,
    check_thread,
)
from tests.sandbox.validate.samples import refusal
from tests.sandbox.validate.test_any_json import CHECKS, bent

CHECKER = Path(__file__).parents[3].parent / "shared" / "discord" / "discord_conformance.py"

pytestmark = pytest.mark.skipif(not CHECKER.exists(), reason="needs ../shared/discord/discord_conformance.py")

API = "/api/v10"
CREATE = f"{API}/channels/1/messages"
CALLBACK = f"{API}/interactions/1/token/callback"
COMMANDS = f"{API}/applications/1/commands"


@pytest.fixture(scope="module")
def conformance() -> ModuleType:
    """The checker's module."""
    spec = importlib.util.spec_from_file_location("discord_conformance", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def checker(conformance: ModuleType) -> Any:
    """The checker, with Discord's API document loaded."""
    return conformance.Checker()


def exchange(name: str, body: Any) -> Json:
    """The request that would carry the body; 500 because the answer is not looked at."""
    method, path, request = {
        "classic message": ("POST", CREATE, body),
        "laid out message": ("POST", CREATE, body),
        "modal": ("POST", CALLBACK, {"type": 9, "data": body}),
        "command": ("POST", COMMANDS, body),
        "commands": ("PUT", COMMANDS, body),
        "choices": ("POST", CALLBACK, {"type": 8, "data": {"choices": body}}),
        "forum post": ("POST", f"{API}/channels/1/threads", body),
    }[name]
    return {"method": method, "path": path, "request": request, "status": 500, "response": None}


@pytest.mark.parametrize(
    "name", ["classic message", "laid out message", "modal", "command", "commands", "choices", "forum post"]
)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_what_is_taken_conforms(name: str, data: st.DataObject, checker: Any) -> None:
    check, body = CHECKS[name]
    sent = data.draw(bent(body))
    if refusal(lambda: check(sent)) is None:
        assert checker.check(exchange(name, sent), warnings=False) == []


def test_the_checkers_own_examples_are_judged_alike(conformance: ModuleType) -> None:
    judged = 0
    for name, good, record in conformance.demo_records():
        if not 200 <= record["status"] < 300 or name == "response without author":
            continue  # what is wrong there, if anything, is the answer
        body, files, _ = conformance.unwrap(record["request"])
        taken = judge(record["method"], record["path"], body, files)
        judged += taken is not None
        assert taken in (good, None), name
    assert judged > 15


def judge(method: str, path: str, body: Any, files: list[str]) -> bool | None:
    """Whether the body is taken; None where such requests are not judged here."""
    if method not in {"POST", "PUT"}:
        return None
    if path.endswith("/messages"):
        return refusal(lambda: check_message(body, files=files)) is None
    if path.endswith("/threads"):
        return refusal(lambda: check_thread(body, forum=True)) is None
    if path.endswith("/commands"):
        return refusal(lambda: check_commands(body) if method == "PUT" else check_command(body)) is None
    if path.endswith("/callback"):
        return judge_callback(body)
    return None


def judge_callback(body: Json) -> bool | None:
    data = body["data"]
    if body["type"] == 4:
        return refusal(lambda: check_message(data, interaction=True)) is None
    if body["type"] == 8:
        return refusal(lambda: check_choices(data["choices"])) is None
    return refusal(lambda: check_modal(data)) is None if body["type"] == 9 else None
