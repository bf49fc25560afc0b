"""`digest-bot sandbox`, as a newcomer types it."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil

from tests.test_cli import ROOT, environment

JSON = {"Content-Type": "application/json"}


class Sandbox:
    """The running command, seen from outside."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.greeting = ""
        self.url = ""
        assert process.stdout is not None
        for line in process.stdout:
            self.greeting += line
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.url = found.group()
            if "Ctrl-C" in line:
                break

    def state(self, channel: str = "") -> dict[str, Any]:
        """What the page shows."""
        with urlopen(f"{self.url}/page/state?channel={channel}") as answer:  # noqa: S310  loopback
            return json.load(answer)

    def changed(self) -> Generator[dict[str, Any]]:
        """What the page shows, again after each change."""
        with urlopen(f"{self.url}/page/feed", timeout=20) as feed:  # noqa: S310  loopback
            yield self.state()
            for _ in feed:
                yield self.state()

    def until_connected(self, *, besides: int = 0) -> int:
        """Wait for the bot to be connected; the number of its process, which is not `besides`."""
        for state in self.changed():
            process = state["bot"]["process"]
            if state["bot"]["connected"] and process["running"] and process["pid"] != besides:
                return int(process["pid"])
        raise AssertionError("the bot never connected")

    def posts(self, name: str) -> list[dict[str, Any]]:
        """The messages in a channel, once there are any."""
        for state in self.changed():
            found = next((one for one in state["guilds"][0]["channels"] if one["name"] == name), None)
            if found and (messages := self.state(found["id"])["messages"]):
                return messages
        raise AssertionError(f"nothing was ever posted in {name}")

    def order(self, what: str) -> None:
        """Press Kill or Start."""
        body = json.dumps({"do": what}).encode()
        request = Request(f"{self.url}/page/process", data=body, headers=JSON)  # noqa: S310  loopback
        with urlopen(request):  # noqa: S310  loopback
            pass


@contextmanager
def sandbox(folder: Path, *arguments: str) -> Generator[Sandbox]:
    """The command, ended as Ctrl-C ends it."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "sandbox", *arguments],
        cwd=folder,
        env=environment(folder, DISCORD_TOKEN="the-operators-own"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield Sandbox(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)


def test_a_newcomer_sees_this_weeks_digest_in_every_kind_of_channel(tmp_path: Path) -> None:
    with sandbox(tmp_path, "--port", "0") as running:
        assert "Open http://127.0.0.1:" in running.greeting
        (post,) = running.posts("digest")
        assert "Exosomes Digest (" in json.dumps(post)
        assert "Exosomes Digest (" in json.dumps(running.posts("announcements"))
        names = [one["name"] for one in running.state()["guilds"][0]["channels"]]
        assert any(name.startswith("Exosomes Digest (") for name in names)


def test_the_bot_is_a_process_that_can_be_killed_and_started_from_the_page(tmp_path: Path) -> None:
    with sandbox(tmp_path, "--port", "0") as running:
        first = running.until_connected()
        running.posts("digest")
        running.order("kill")
        assert not psutil.pid_exists(first)
        running.order("start")
        second = running.until_connected(besides=first)
        assert len(running.posts("digest")) == 1
    assert not psutil.pid_exists(second)


def test_the_next_free_port_is_taken_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with sandbox(tmp_path, "--port", str(port)) as running:
            assert running.url != f"http://127.0.0.1:{port}"
            assert running.state()["guilds"]
            kept_in = re.search(r"kept in (\S+)\.", running.greeting)
            assert kept_in is not None
            assert Path(kept_in.group(1)).exists()
    assert running.process.returncode == 0
    assert not Path(kept_in.group(1)).exists()
    assert not (tmp_path / "digest.db").exists()


def test_a_database_that_is_kept_is_used_again(tmp_path: Path) -> None:
    database = tmp_path / "kept" / "archive.db"
    with sandbox(tmp_path, "--port", "0", "--database", str(database)) as running:
        running.posts("digest")
    with sandbox(tmp_path, "--port", "0", "--database", str(database)) as again:
        again.until_connected()
        assert "was there already" in again.greeting
        assert "/desk publish" in again.greeting
    found = subprocess.run(
        [sys.executable, "-m", "bot", "search", "exosomes"],
        cwd=ROOT,
        env=environment(tmp_path, DIGEST_DATABASE=str(database)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Exosomes Digest (1/4 May 2025)" in found.stdout
