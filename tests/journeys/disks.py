"""A disk that can be filled up under the bot."""

import asyncio
import os
import resource
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

SIZE = "8m"
_BLOCK = bytes(4096)
_UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@asynccontextmanager
async def small_disk(folder: Path, *, wanted: bool) -> AsyncGenerator[None]:
    """Make the folder a small disk of its own, where one is wanted and this process may mount one."""
    mounted = wanted and await _done("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    try:
        yield
    finally:
        if mounted:
            await _done("umount", str(folder))


def fill(database: Path, pid: int) -> None:
    """Leave no room on the database's disk; where it is no small one, let the process's files not grow."""
    if not os.path.ismount(database.parent):
        size = database.with_name(f"{database.name}-wal").stat().st_size
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        return
    with _filling(database).open("wb", buffering=0) as file:
        try:
            while True:
                file.write(_BLOCK)
        except OSError:
            return


def free(database: Path, pid: int) -> None:
    """Give the room back."""
    _filling(database).unlink(missing_ok=True)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, _UNLIMITED)


def _filling(database: Path) -> Path:
    return database.with_name("filling")


async def _done(*command: str) -> bool:
    """Whether a command did what it was to do."""
    try:
        process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    except OSError:
        return False
    return await process.wait() == 0
