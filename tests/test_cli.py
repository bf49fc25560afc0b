"""The command line, as an operator types it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "seed" / "exosomes-digest-2025-05-1.txt"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.a-secret-that-nobody-may-see"
PAGE = """Exosomes Digest (1/4 May 2025)
Lisa · 14 May 2025 · 1 min read
A week.

Carriers over the blood-brain barrier
Abstract
Vesicles passed the barrier in mice.
"""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Nothing of the machine's own settings, and a database in the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "DIGEST_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "DIGEST_DATABASE": str(folder / "digest.db"), **settings}


def digest_bot(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_page_is_imported_and_found(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    imported = digest_bot(tmp_path, "import", "page.txt", "--publication", "Exosomes Digest")
    assert (imported.returncode, imported.stdout) == (
        0,
        "page.txt: imported Exosomes Digest (1/4 May 2025), 1 entry\n",
    )
    found = digest_bot(tmp_path, "search", "bloodbrain", "bariers")
    assert found.returncode == 0
    assert "Carriers over the blood-brain barrier" in found.stdout


def write_lines(file: Path, *lines: object) -> None:
    """A file of JSON Lines; a text stands there as it is."""
    file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))


DOCS = (
    {"id": "MED-1", "title": "Carriers over the blood-brain barrier", "text": "Vesicles pass it.", "year": 2024},
    {"id": "MED-2", "title": "", "text": "Zebrafish larvae took up vesicles.", "authors": ["Jane Smith"]},
    {"id": 3, "title": "Exomeres", "sections": [{"heading": "Results", "text": "They have no membrane."}]},
)


def test_json_lines_are_imported_and_answered_under_their_ids(tmp_path: Path) -> None:
    write_lines(tmp_path / "docs.jsonl", *DOCS)
    imported = digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    assert (imported.returncode, imported.stdout) == (0, "docs.jsonl: imported 3 articles in 2 collections\n")
    queries = ({"id": "q1", "text": "bloodbrain barier"}, {"id": 2, "text": "zebrafish"}, {"id": "q3", "text": ""})
    write_lines(tmp_path / "queries.jsonl", *queries)
    asked = digest_bot(tmp_path, "search", "--batch", "queries.jsonl", "--limit", "5", "--json")
    first, second, third = map(json.loads, asked.stdout.splitlines())
    assert asked.returncode == 0, asked.stderr
    assert (first["id"], first["hits"][0]["id"], first["corrected"]) == ("q1", "MED-1", {"barier": "barrier"})
    assert (second["id"], second["hits"][0]["id"]) == ("2", "MED-2")
    assert second["hits"][0]["score"] > 0
    assert (third["id"], third["hits"]) == ("q3", [])
    assert min(first["ms"], second["ms"], third["ms"]) >= 0


def test_wrong_lines_are_named_and_the_rest_comes_in(tmp_path: Path) -> None:
    write_lines(tmp_path / "docs.jsonl", DOCS[0], "{", DOCS[1], {"title": "Without an id"})
    done = digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    assert done.returncode == 1
    assert done.stdout == "docs.jsonl: imported 2 articles in 2 collections; 2 lines skipped\n"
    assert "docs.jsonl: Line 2: the line is not JSON" in done.stderr
    assert "docs.jsonl: Line 4: “id” is missing." in done.stderr
    assert done.stderr.count("Line") == 2
    write_lines(tmp_path / "docs.jsonl", *DOCS)
    again = digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    assert again.returncode == 0
    assert again.stdout == "docs.jsonl: imported 1 article in one collection; 2 articles already there\n"
    third = digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    assert third.stdout == "docs.jsonl: 3 articles, all already there, nothing changed\n"


def test_queries_are_answered_one_by_one_as_they_come(tmp_path: Path) -> None:
    write_lines(tmp_path / "docs.jsonl", *DOCS)
    digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "search", "--batch", "-", "--json"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers: list[dict[str, object]] = []
        for query in ('{"id": "a", "text": "exomeres"}', "{", '{"id": "b"}', '{"id": "c", "text": "membrane"}'):
            process.stdin.write(query + "\n")
            answers.append(json.loads(process.stdout.readline()))
        _, said = process.communicate()
        assert process.returncode == 1
    assert [one["id"] for one in answers] == ["a", None, "b", "c"]
    assert ["error" in one for one in answers] == [False, True, True, False]
    assert [line.split(":")[0] for line in said.splitlines()] == ["Line 2", "Line 3"]


def test_a_search_is_answered_as_one_object(tmp_path: Path) -> None:
    write_lines(tmp_path / "docs.jsonl", *DOCS)
    digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    found = json.loads(digest_bot(tmp_path, "search", "zebrafish", "--author", "Smith", "--json").stdout)
    assert found["total"] == 1
    assert found["hits"][0]["id"] == "MED-2"
    assert "Zebrafish larvae" in found["hits"][0]["passage"]
    nothing = digest_bot(tmp_path, "search", "zebrafish", "--tag", "fish", "--json")
    assert (nothing.returncode, json.loads(nothing.stdout)["hits"]) == (1, [])
    elsewhere = digest_bot(tmp_path, "search", "zebrafish", "--publication", "Exosomes")
    assert elsewhere.returncode == 1
    assert "no publication named Exosomes" in elsewhere.stderr


def test_a_search_leaves_out_what_has_a_minus(tmp_path: Path) -> None:
    write_lines(tmp_path / "docs.jsonl", *DOCS)
    digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    for asked in (["vesicles", "-zebrafish", "-heart"], ["-zebrafish", "--limit", "5", "vesicles"]):
        found = digest_bot(tmp_path, "search", *asked)
        assert found.stdout.startswith("1 found\n  1. Carriers over the blood-brain barrier\n")
    nothing_else = digest_bot(tmp_path, "search", "-zebrafish")
    assert (nothing_else.returncode, "Give what to look for, too." in nothing_else.stdout) == (1, True)
    for unknown in (["search", "vesicles", "--zebrafish"], ["reindex", "-z"]):
        assert digest_bot(tmp_path, *unknown).returncode == 2


def test_words_beside_a_file_of_queries_are_refused(tmp_path: Path) -> None:
    write_lines(tmp_path / "queries.jsonl", {"id": "1", "text": "vesicles"})
    for more in (["carriers"], ["--author", "Smith"], ["--sort", "newest"]):
        done = digest_bot(tmp_path, "search", "--batch", "queries.jsonl", *more)
        assert (done.returncode, "give --publication and --limit alone" in done.stderr) == (1, True)


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1000000", "٣"])
def test_a_limit_that_is_none_is_said(tmp_path: Path, limit: str) -> None:
    done = digest_bot(tmp_path, "search", "x", f"--limit={limit}")
    assert done.returncode == 2
    assert "a limit is a number from 1 to 10,000" in done.stderr


def test_a_file_of_queries_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    write_lines(tmp_path / "docs.jsonl", *DOCS)
    digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    done = digest_bot(tmp_path, "search", "--batch", "queries.jsonl")
    assert (done.returncode, done.stderr) == (1, "queries.jsonl: No such file or directory\n")


def test_what_was_there_before_an_import_is_found_once(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    write_lines(tmp_path / "docs.jsonl", *DOCS)
    for file in ("page.txt", "docs.jsonl"):
        digest_bot(tmp_path, "import", file, "--publication", "Vesicles")
    found = json.loads(digest_bot(tmp_path, "search", "carriers", "--json").stdout)
    assert found["total"] == len(found["hits"]) == 1
    assert found["hits"][0]["issue"] == "1/4 May 2025"


def test_the_index_is_built_anew_and_finds_the_same(tmp_path: Path) -> None:
    write_lines(tmp_path / "docs.jsonl", *DOCS)
    digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    before = digest_bot(tmp_path, "search", "vesicles").stdout
    done = digest_bot(tmp_path, "reindex")
    assert (done.returncode, done.stdout) == (0, "3 entries of 1 publication indexed.\n")
    assert digest_bot(tmp_path, "search", "vesicles").stdout == before
    unknown = digest_bot(tmp_path, "reindex", "--publication", "Exosomes")
    assert unknown.returncode == 1
    assert "no publication named Exosomes" in unknown.stderr


def test_importing_twice_changes_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    digest_bot(tmp_path, "import", "page.txt", "--publication", "Exosomes Digest")
    again = digest_bot(tmp_path, "import", "page.txt", "--publication", "exosomes digest")
    assert again.returncode == 0
    assert "already there, nothing changed" in again.stdout


def test_of_several_files_the_good_ones_come_in(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "letter.txt").write_text("Dear all,\n")
    done = digest_bot(tmp_path, "import", "letter.txt", "missing.txt", "page.txt", "--publication", "X")
    assert done.returncode == 1
    assert "page.txt: imported" in done.stdout
    assert "letter.txt: Line 1" in done.stderr
    assert "missing.txt: No such file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not SEED.exists(), reason="the founding document is not beside this checkout")
def test_the_founding_document_is_imported(tmp_path: Path) -> None:
    done = digest_bot(tmp_path, "import", str(SEED), "--publication", "Exosomes Digest")
    assert "imported Exosomes Digest (1/4 May 2025), 2 entries" in done.stdout


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ({}, "DISCORD_TOKEN"),
        ({"DISCORD_TOKEN": f"{TOKEN} x"}, "DISCORD_TOKEN"),
        ({"DISCORD_TOKEN": f"{TOKEN}\r\nX: y"}, "DISCORD_TOKEN"),
        ({"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": "ftp://example.org"}, "DISCORD_API_URL"),
        ({"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": "http://"}, "DISCORD_API_URL"),
        ({"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": "http://[bad"}, "DISCORD_API_URL"),
        ({"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": "http://localhost:99999"}, "DISCORD_API_URL"),
        ({"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": "http://localhost:port"}, "DISCORD_API_URL"),
        ({"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": "http://local host"}, "DISCORD_API_URL"),
        ({"DISCORD_TOKEN": TOKEN, "DIGEST_DATABASE": "/"}, "DIGEST_DATABASE"),
        ({"DISCORD_TOKEN": TOKEN, "DIGEST_DATABASE": "/dev/null/digest.db"}, "DIGEST_DATABASE"),
        ({"DISCORD_TOKEN": TOKEN, "DIGEST_DATABASE": "/proc/digest.db"}, "DIGEST_DATABASE"),
        ({"DISCORD_TOKEN": TOKEN, "DIGEST_DATABASE": f"/tmp/{'x' * 300}"}, "DIGEST_DATABASE"),  # noqa: S108
        ({"DISCORD_TOKEN": TOKEN, "DIGEST_LOG_LEVEL": "loud"}, "DIGEST_LOG_LEVEL"),
        ({"DISCORD_TOKEN": TOKEN, "DIGEST_LOG_FORMAT": "xml"}, "DIGEST_LOG_FORMAT"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, settings: dict[str, str], variable: str
) -> None:
    done = digest_bot(tmp_path, "run", **settings)
    assert done.returncode == 2
    assert done.stderr.startswith(variable)
    assert done.stderr.count("\n") == 1
    assert TOKEN not in done.stderr


def test_settings_are_read_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DIGEST_LOG_LEVEL=loud\n")
    assert digest_bot(tmp_path, "search", "x").stderr.startswith("DIGEST_LOG_LEVEL")
    (tmp_path / ".env").write_bytes(b"DIGEST_LOG_LEVEL=\xff\n")
    assert ".env" in digest_bot(tmp_path, "search", "x").stderr


class _Answering(BaseHTTPRequestHandler):
    """A web server that is not Discord."""

    status = 200
    kind = "text/html"
    body = b"<html>Welcome</html>"

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(self.body)))
        self.send_header("Via", "1.1 proxy")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def web_server(status: int, kind: str = "text/html", body: bytes = b"<html>Welcome</html>") -> Generator[str]:
    """The address of a server that always answers the same."""
    handler = type("Handler", (_Answering,), {"status": status, "kind": kind, "body": body})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/api/v10"
        server.shutdown()


NOT_DISCORD = [
    (404, "text/html", b"<html>Not found</html>"),
    (403, "text/html", b"<html>No</html>"),
    (200, "text/html", b"<html>Welcome</html>"),
    (200, "application/json", b"[]"),
    (200, "application/json", b"{"),
]


@pytest.mark.parametrize(("status", "kind", "body"), NOT_DISCORD)
def test_an_address_that_does_not_lead_to_discord_is_one_sentence(
    tmp_path: Path, status: int, kind: str, body: bytes
) -> None:
    with web_server(status, kind, body) as address:
        done = digest_bot(tmp_path, "run", DISCORD_TOKEN=TOKEN, DISCORD_API_URL=address)
    assert done.returncode == 2
    assert done.stderr.startswith("DISCORD_API_URL does not lead to Discord")
    assert done.stderr.count("\n") == 1


def test_the_doctor_says_so_too(tmp_path: Path) -> None:
    with web_server(200) as address:
        done = digest_bot(tmp_path, "doctor", DISCORD_TOKEN=TOKEN, DISCORD_API_URL=address)
    assert done.returncode == 1
    assert "PROBLEM DISCORD_API_URL does not lead to Discord" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("body", [b'{"message": "wait", "retry_after": 4000.0, "global": false}', b'"wait"'])
def test_the_bot_waits_when_discord_asks_it_to(tmp_path: Path, body: bytes) -> None:
    with web_server(429, "application/json", body) as address:
        settings = environment(tmp_path, DISCORD_TOKEN=TOKEN, DISCORD_API_URL=address)
        with subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=settings, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stderr is not None
            said = ""
            while "trying again" not in said:
                line = process.stderr.readline()
                assert line, said
                said += line
            process.send_signal(signal.SIGTERM)
            assert process.wait(5) == 0
    assert "Traceback" not in said


def test_a_token_with_blanks_around_it_stands_in_no_log(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text(
        "import logging\nfrom bot.config import load_settings\nfrom bot.logs import start_logging\n"
        "token = load_settings().discord_token.get_secret_value()\n"
        "start_logging('INFO', 'text', token)\nlogging.getLogger('x').info('Bot %s', token.strip())\n"
    )
    done = subprocess.run(
        [sys.executable, "said.py"],
        cwd=tmp_path,
        env=environment(tmp_path, DISCORD_TOKEN=f"  {TOKEN} "),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Bot ***" in done.stderr


@pytest.mark.parametrize("port", ["abc", "-1", "65536", "1e3", "٣"])
def test_a_port_that_is_none_is_said(tmp_path: Path, port: str) -> None:
    done = digest_bot(tmp_path, "sandbox", f"--port={port}")
    assert done.returncode == 2
    assert "a port is a number from 0 to 65535" in done.stderr


@pytest.mark.parametrize("command", [["search", "x"], ["deliveries", "list"], ["deliveries", "retry"]])
def test_looking_into_a_database_that_is_not_there_makes_none(tmp_path: Path, command: list[str]) -> None:
    done = digest_bot(tmp_path, *command)
    assert done.returncode == 1
    assert "DIGEST_DATABASE" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_page_that_calls_itself_otherwise_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE.replace("Exosomes Digest", "Stem Cell Weekly"))
    imported = digest_bot(tmp_path, "import", "page.txt", "--publication", "Exosomes Digest")
    assert "imported Exosomes Digest (1/4 May 2025)" in imported.stdout
    assert "the page calls itself “Stem Cell Weekly”" in imported.stdout


def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "digest.db").mkdir()
    done = digest_bot(tmp_path, "search", "x")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_the_doctor_says_what_is_wrong_without_changing_it(tmp_path: Path) -> None:
    young = digest_bot(tmp_path, "doctor")
    assert young.returncode == 0
    assert "not there yet; the first start makes it" in young.stdout
    assert not list(tmp_path.iterdir())
    impossible = digest_bot(tmp_path, "doctor", DIGEST_DATABASE="/dev/null/digest.db")
    assert impossible.returncode == 1
    (tmp_path / "page.txt").write_text(PAGE)
    digest_bot(tmp_path, "import", "page.txt", "--publication", "Exosomes Digest")
    healthy = digest_bot(tmp_path, "doctor")
    assert healthy.returncode == 0
    assert "at the newest version" in healthy.stdout
    (tmp_path / "digest.db").unlink()
    (tmp_path / "digest.db").write_text("this is no database, whatever its name says")
    ill = digest_bot(tmp_path, "doctor")
    assert ill.returncode == 1
    assert "PROBLEM The file is not a database" in ill.stdout
    assert (tmp_path / "digest.db").read_text() == "this is no database, whatever its name says"


def test_the_doctor_says_how_much_memory_the_largest_index_wants(tmp_path: Path) -> None:
    texts = (" ".join(f"w{article}x{word}" for word in range(300)) for article in range(100))
    write_lines(tmp_path / "docs.jsonl", *({"id": text[:5], "title": text[:5], "text": text} for text in texts))
    digest_bot(tmp_path, "import", "docs.jsonl", "--publication", "Vesicles")
    roomy = digest_bot(tmp_path, "doctor")
    assert roomy.returncode == 0
    assert "of 256 MB" in roomy.stdout
    tight = digest_bot(tmp_path, "doctor", DIGEST_INDEX_MEMORY="1")
    assert tight.returncode == 1
    assert "PROBLEM search: the index of Vesicles takes 2 MB and only 1 are kept in memory" in tight.stdout
    assert "Set DIGEST_INDEX_MEMORY to 2 or more." in tight.stdout


def test_a_reader_who_has_read_enough_ends_the_search_quietly(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    digest_bot(tmp_path, "import", "page.txt", "--publication", "Exosomes Digest")
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "wb") as nobody:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "search", "barrier"],
            env=environment(tmp_path),
            stdout=nobody,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_backup_is_a_database_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    digest_bot(tmp_path, "import", "page.txt", "--publication", "Exosomes Digest")
    done = digest_bot(tmp_path, "backup", "copy.db")
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT label FROM digests").fetchall() == [("1/4 May 2025",)]
    found = digest_bot(tmp_path, "search", "barrier", DIGEST_DATABASE="copy.db")
    assert "Carriers" in found.stdout


def test_a_backup_never_overwrites_a_file(tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    (tmp_path / "page.txt").write_text(PAGE)
    digest_bot(tmp_path, "import", "page.txt", "--publication", "X")
    done = digest_bot(tmp_path, "backup", "copy.db")
    assert done.returncode == 1
    assert "copy.db" in done.stderr
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_the_bot_waits_for_a_discord_that_cannot_be_reached_and_ends_when_told(tmp_path: Path) -> None:
    settings = environment(tmp_path, DISCORD_TOKEN=TOKEN, DISCORD_API_URL="http://127.0.0.1:9/api/v10")
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env={**settings, "DIGEST_LOG_FORMAT": "json"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        first = json.loads(process.stderr.readline())
        second = json.loads(process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        rest = process.stderr.read()
    assert "cannot be reached" in first["message"]
    assert "cannot be reached" in second["message"]
    assert TOKEN not in str(first) + str(second) + rest
    assert "Traceback" not in rest


def test_an_import_that_is_interrupted_says_how_to_go_on(tmp_path: Path) -> None:
    lines = ["no object", *(json.dumps({"id": n, "title": f"Number {n}", "text": "x"}) for n in range(30_000))]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines))
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "import", "articles.jsonl", "--publication", "X"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What a shell has put into the background is deaf to Ctrl-C, and so would its children be.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stderr is not None
        assert "Line 1" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=20)
    assert (process.returncode, out) == (1, "")
    assert said == "Stopped. What has come in stays in the archive; run it again to go on.\n"
