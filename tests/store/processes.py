"""Other programs that get in the database's way: real processes, told what to do on their command line."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

# Takes write access to the file as strictly as SQLite can, says so, and holds it until its input ends.
_HOLD = """
    import sqlite3, sys
    connection = sqlite3.connect(sys.argv[1], isolation_level=None)
    for statement in sys.argv[2:]:
        connection.execute(statement).fetchall()
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding(path: Path, *statements: str) -> Generator[None]:
    """Another program has carried out these statements on the file and keeps its connection open."""
    command = [sys.executable, "-c", dedent(_HOLD), str(path), *statements]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            assert holder.stdin is not None
            holder.stdin.close()
            holder.wait()


def run_script(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script with the project at hand; its output."""
    command = [sys.executable, "-c", dedent(script), *arguments]
    root = Path(__file__).parents[2]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=60)


def outcome_of(script: str, *arguments: str) -> str:
    """What the script printed; a script that fails fails the test with its traceback."""
    done = run_script(script, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
