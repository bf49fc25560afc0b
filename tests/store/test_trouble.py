"""A locked, read-only or full disk, and a killed program: a clear error, nothing changed, later all is well."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from bot.errors import StoreBusy, StoreTooNew
from bot.store import records
from bot.store.connection import Writer
from bot.store.database import Database
from tests.store.processes import holding, outcome_of, run_script

PATIENCE = 0.05


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A database that was made by an earlier run."""
    path = tmp_path / "digest.db"
    outcome_of(
        """
        import asyncio, sys
        from pathlib import Path
        from bot.store import records
        from bot.store.database import Database

        async def main() -> None:
            database = await Database.open(Path(sys.argv[1]))
            await database.write(lambda tx: records.keep(tx, "word", "before"))
            await database.close()

        asyncio.run(main())
        """,
        str(path),
    )
    return path


async def kept_in(path: Path) -> str | None:
    database = await Database.open(path)
    try:
        async with database.read() as reader:
            return await records.kept(reader, "word")
    finally:
        await database.close()


# --- locked -----------------------------------------------------------------------------------------------


async def test_a_write_to_a_locked_database_fails_clearly_and_works_later(made: Path) -> None:
    database = await Database.open(made, patience=PATIENCE)
    with holding(made, "BEGIN EXCLUSIVE"):
        with pytest.raises(StoreBusy, match="try again"):
            await database.write(lambda tx: records.keep(tx, "word", "locked out"))
        async with database.read() as reader:
            assert await records.kept(reader, "word") == "before"
    await database.write(lambda tx: records.keep(tx, "word", "after"))
    await database.close()
    assert await kept_in(made) == "after"


async def test_a_start_on_a_locked_database_fails_clearly_and_works_later(made: Path) -> None:
    with (
        holding(made, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE"),
        pytest.raises(StoreBusy, match="in use by another program"),
    ):
        await Database.open(made, patience=PATIENCE)
    assert await kept_in(made) == "before"


async def test_a_first_start_on_a_locked_file_fails_clearly_and_works_later(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with holding(path, "BEGIN EXCLUSIVE"), pytest.raises(StoreBusy):
        await Database.open(path, patience=PATIENCE)
    assert await kept_in(path) is None


async def test_a_short_lock_is_waited_out(made: Path) -> None:
    database = await Database.open(made)
    holder = sqlite3.connect(made, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    async def work(tx: Writer) -> None:
        await records.keep(tx, "word", "waited")

    async with database.read() as reader:
        waiting = asyncio.create_task(database.write(work))
        assert await records.kept(reader, "word") == "before"
    holder.execute("COMMIT")
    holder.close()
    await waiting
    await database.close()
    assert await kept_in(made) == "waited"


# --- read-only --------------------------------------------------------------------------------------------

# Root writes whatever the permissions say; without its capabilities it is a user like any other.
OPEN_WITHOUT_PRIVILEGES = """
    import asyncio, ctypes, os, sys
    from pathlib import Path
    from bot.errors import StoreError
    from bot.store.database import Database

    async def main() -> None:
        try:
            database = await Database.open(Path(sys.argv[1]))
        except StoreError as error:
            print(type(error).__name__, error)
        else:
            await database.close()
            print("opened")

    if os.geteuid() == 0:
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
        nothing = (ctypes.c_uint32 * 6)()
        assert ctypes.CDLL(None).capset(header, nothing) == 0
    asyncio.run(main())
"""


async def test_a_read_only_folder_is_refused_at_the_start(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    path = tmp_path / "digest.db"
    assert outcome_of(OPEN_WITHOUT_PRIVILEGES, str(path)).startswith("StoreReadOnly The database cannot be opened")
    tmp_path.chmod(0o755)
    assert outcome_of(OPEN_WITHOUT_PRIVILEGES, str(path)) == "opened"


async def test_a_folder_that_cannot_be_made_is_refused_at_the_start(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    path = tmp_path / "data" / "digest.db"
    assert outcome_of(OPEN_WITHOUT_PRIVILEGES, str(path)).startswith("StoreReadOnly The folder")
    tmp_path.chmod(0o755)
    assert outcome_of(OPEN_WITHOUT_PRIVILEGES, str(path)) == "opened"


async def test_a_read_only_file_is_refused_at_the_start_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    database = await Database.open(path)
    await database.close()
    before = path.read_bytes()
    path.chmod(0o444)
    refusal = outcome_of(OPEN_WITHOUT_PRIVILEGES, str(path))
    assert refusal.startswith("StoreReadOnly The database")
    assert path.read_bytes() == before
    path.chmod(0o644)
    assert outcome_of(OPEN_WITHOUT_PRIVILEGES, str(path)) == "opened"


# --- full -------------------------------------------------------------------------------------------------


async def test_a_full_disk_changes_nothing_and_a_later_try_works(made: Path) -> None:
    """The operating system refuses to let the files grow, as it does on a full disk."""
    outcome = outcome_of(
        """
        import asyncio, resource, sys
        from pathlib import Path
        from bot.errors import StoreError
        from bot.store import records
        from bot.store.connection import Writer
        from bot.store.database import Database

        async def fill(tx: Writer) -> None:
            await records.keep(tx, "word", "half written")
            for number in range(200):
                await records.keep(tx, f"filling {number}", "x" * 10_000)

        async def main() -> None:
            path = Path(sys.argv[1])
            database = await Database.open(path)
            soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
            try:
                await database.write(fill)
            except StoreError as error:
                print(error)
            async with database.read() as reader:
                print(await records.kept(reader, "word"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            await database.write(fill)
            await database.close()

        asyncio.run(main())
        """,
        str(made),
    ).splitlines()
    assert "disk" in outcome[0]
    assert outcome[1] == "before"
    assert await kept_in(made) == "half written"


async def test_a_first_start_on_a_full_disk_is_said_and_a_later_one_works(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    outcome = outcome_of(
        """
        import asyncio, resource, sys
        from pathlib import Path
        from bot.errors import StoreError
        from bot.store.database import Database

        async def main() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
            try:
                await Database.open(Path(sys.argv[1]))
            except StoreError as error:
                print(error)

        asyncio.run(main())
        """,
        str(path),
    )
    assert "disk" in outcome
    assert await kept_in(path) is None


# --- killed -----------------------------------------------------------------------------------------------


async def test_a_program_killed_in_mid_transaction_leaves_what_was_before(made: Path) -> None:
    done = run_script(
        """
        import asyncio, os, signal, sys
        from pathlib import Path
        from bot.store import records
        from bot.store.connection import Writer
        from bot.store.database import Database

        async def die(tx: Writer) -> None:
            for number in range(3_000):
                await records.keep(tx, f"filling {number}", "x" * 2_000)
            await records.keep(tx, "word", "half written")
            os.kill(os.getpid(), signal.SIGKILL)

        async def main() -> None:
            database = await Database.open(Path(sys.argv[1]))
            await database.write(lambda tx: records.keep(tx, "whole", "yes"))
            await database.write(die)

        asyncio.run(main())
        """,
        str(made),
    )
    assert done.returncode == -signal.SIGKILL
    database = await Database.open(made)
    async with database.read() as reader:
        assert await records.kept(reader, "word") == "before"
        assert await records.kept(reader, "whole") == "yes"
        assert await reader.value("SELECT count(*) FROM kept") == 2
        assert await reader.value("PRAGMA integrity_check") == "ok"
    await database.close()


async def test_a_newer_database_left_by_a_crash_is_refused_with_its_log_untouched(made: Path) -> None:
    """Merely opening and closing such a file would write the log's pages into it."""
    script = """
        import os, signal, sqlite3, sys
        connection = sqlite3.connect(sys.argv[1])
        connection.execute("PRAGMA user_version = 1000")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    assert run_script(script, str(made)).returncode == -signal.SIGKILL
    log = made.with_name("digest.db-wal")
    before = made.read_bytes(), log.read_bytes()
    with pytest.raises(StoreTooNew, match="version 1000"):
        await Database.open(made)
    assert (made.read_bytes(), log.read_bytes()) == before


async def test_a_first_start_that_was_killed_is_taken_up_by_the_next(tmp_path: Path) -> None:
    """A journal stands beside the file, which only a writer can roll back."""
    path = tmp_path / "digest.db"
    script = """
        import os, signal, sqlite3, sys
        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("CREATE TABLE t (a)")
        connection.execute("DROP TABLE t")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE half (a)")
        connection.executemany("INSERT INTO half VALUES (?)", (("x" * 3000,) for _ in range(100)))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    assert run_script(script, str(path)).returncode == -signal.SIGKILL
    assert (tmp_path / "digest.db-journal").stat().st_size > 0
    assert await kept_in(path) is None


async def test_two_programs_starting_at_once_on_a_new_path_both_find_a_whole_database(tmp_path: Path) -> None:
    script = """
        import asyncio, sys, time
        from pathlib import Path
        from bot.store import records
        from bot.store.database import Database

        async def main() -> None:
            print("ready", flush=True)
            sys.stdin.readline()
            database = await Database.open(Path(sys.argv[1]))
            await database.write(lambda tx: records.keep(tx, sys.argv[2], "here"))
            await database.close()

        asyncio.run(main())
    """
    path = str(tmp_path / "digest.db")
    starting = [
        subprocess.Popen(  # noqa: ASYNC220
            [sys.executable, "-c", dedent(script), path, f"program {number}"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(4)
    ]
    for one in starting:
        assert one.stdout is not None
        one.stdout.readline()
    for one in starting:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()
    for one in starting:
        _, said = one.communicate(timeout=30)
        assert one.returncode == 0, said.decode()
    database = await Database.open(Path(path))
    async with database.read() as reader:
        assert await reader.value("SELECT count(*) FROM kept") == len(starting)
    await database.close()
    assert os.listdir(tmp_path) == ["digest.db"]
