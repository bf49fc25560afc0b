"""The rules of the house: who may import whom, who may use which library, and who may ask for the time.

Imports count wherever they stand, in functions and under TYPE_CHECKING too.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# From the ground up; the longest name that fits counts. A part of the house imports only lower ones and itself.
LEVELS = {
    "bot.model": 0,
    "bot.errors": 0,
    "bot.clock": 0,
    "bot.config": 0,
    "bot.logs": 0,
    "bot.shipped": 0,
    "bot.editorial": 1,
    "bot.store.times": 2,
    "bot.store.connection": 2,
    "bot.store.direct": 2,
    "bot.store.migrations": 2,
    "bot.store.database": 2,
    "bot.store.abbreviations": 2,
    "bot.store.entries": 2,
    "bot.store": 3,
    "bot.search": 3,
    "bot.intake": 3,
    "bot.journeys": 4,
    "bot.ui": 5,
    "bot.schedule": 5,
    "bot.client": 6,
    "cogs": 7,
    "bot.app": 8,
    "bot.samples": 8,
    "bot.tryout": 8,
    "bot.doctor": 8,
    "bot.cli": 8,
    "bot.cli_abbreviations": 8,
    "bot.cli_commands": 8,
    "bot.cli_deliveries": 8,
    "bot.cli_import": 8,
    "bot.cli_progress": 8,
    "bot.cli_reindex": 8,
    "bot.cli_search": 8,
    "bot.__main__": 8,
}

# What some parts may take of the house, however low the rest lies.
ONLY = {
    "bot.search": (
        "bot.search",
        "bot.store.connection",
        "bot.store.direct",
        "bot.store.database",
        "bot.store.abbreviations",
        "bot.store.entries",
        "bot.editorial",
        "bot.model",
        "bot.errors",
        "bot.shipped",
    ),
    "bot.intake": (
        "bot.intake",
        "bot.store.connection",
        "bot.editorial",
        "bot.model",
        "bot.errors",
        "bot.clock",
        "bot.config",
    ),
    "bot.ui": ("bot.ui", "bot.journeys", "bot.editorial", "bot.model", "bot.errors", "bot.clock"),
    "cogs": ("bot.journeys", "bot.ui", "bot.client", "bot.model", "bot.errors"),
    "bot.sandbox": ("bot.sandbox",),
}

# Who may use a library, or a part of the house.
USERS = {
    "discord": ("bot.ui", "bot.client", "cogs"),
    "sqlite3": ("bot.store",),
    "aiosqlite": ("bot.store",),
    "apscheduler": ("bot.schedule",),
    "aiohttp": ("bot.client", "bot.ui.reaching", "bot.ui.tracing", "bot.intake.fetch", "bot.sandbox"),
    "bot.sandbox": ("bot.sandbox", "bot.app", "bot.tryout"),
}

TIME_TELLERS = ("bot.clock", "bot.sandbox")
ASKS_THE_TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("utils", "utcnow"),
}


@dataclass(frozen=True)
class Source:
    """A file of the house."""

    path: str
    module: str
    tree: ast.Module


def sources(root: Path) -> list[Source]:
    """Every Python file under bot/ and cogs/."""
    files = sorted(path for folder in ("bot", "cogs") for path in (root / folder).rglob("*.py"))
    return [_source(path.relative_to(root), path.read_text(encoding="utf-8")) for path in files]


def _source(path: Path, text: str) -> Source:
    parts = path.with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Source(path.as_posix(), module, ast.parse(text, filename=str(path)))


def within(module: str, part: str) -> bool:
    """Whether a module is this part of the house, or lies in it."""
    return module == part or module.startswith(f"{part}.")


def part_of(module: str) -> str | None:
    """The part of LEVELS that a module belongs to."""
    return max((part for part in LEVELS if within(module, part)), key=len, default=None)


def folder_of(module: str) -> str:
    """What counts as a module's own: its package, or the top of the house for the single files there."""
    parts = module.split(".")
    return parts[1] if len(parts) > 2 or (ROOT / "bot" / parts[-1]).is_dir() else "bot"


def imports(source: Source, modules: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a file imports; of the house, the module that it means."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(source, node)
            for name in node.names:
                full = f"{base}.{name.name}"
                yield node.lineno, full if full in modules else base


def _base(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.module.split(".")
    if source.path.endswith("__init__.py"):
        package.append("")
    return ".".join([*package[: -node.level], *([node.module] if node.module else [])])


def broken_by_import(importer: str, imported: str) -> str | None:
    """The rule that an import breaks."""
    for what, users in USERS.items():
        if within(imported, what) and not any(within(importer, user) for user in users):
            return f"only {', '.join(users)} may import {what}"
    if not (within(imported, "bot") or within(imported, "cogs")):
        return None
    for part, allowed in ONLY.items():
        if within(importer, part) and not any(within(imported, one) for one in allowed):
            return f"{part} may import of the house only {', '.join(allowed)}"
    return _broken_level(importer, imported)


def _broken_level(importer: str, imported: str) -> str | None:
    mine, other = part_of(importer), part_of(imported)
    if mine is None or other is None or LEVELS[other] < LEVELS[mine]:
        return None
    if LEVELS[other] == LEVELS[mine] and (mine == other or folder_of(importer) == folder_of(imported)):
        return None
    return f"{mine} (level {LEVELS[mine]}) may import only what lies lower than {other} (level {LEVELS[other]})"


def time_questions(source: Source) -> Iterator[tuple[int, str]]:
    """Line and name of every use of a clock other than the project's."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in ASKS_THE_TIME:
                yield node.lineno, f"{owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            names = (name.name for name in node.names)
            owner = (node.module or "").rpartition(".")[2]
            yield from ((node.lineno, f"{owner}.{name}") for name in names if (owner, name) in ASKS_THE_TIME)


def violations(root: Path) -> list[str]:
    """Every broken rule, as "file:line: what is wrong"."""
    house = sources(root)
    modules = frozenset(source.module for source in house)
    found: list[str] = []
    for source in house:
        if part_of(source.module) is None and not within(source.module, "bot.sandbox") and source.module != "bot":
            found.append(f"{source.path}:1: has no level in tests/test_house.py")
        for line, imported in imports(source, modules):
            if imported != source.module and (rule := broken_by_import(source.module, imported)) is not None:
                found.append(f"{source.path}:{line}: imports {imported}, but {rule}")
        if not any(within(source.module, teller) for teller in TIME_TELLERS):
            for line, question in time_questions(source):
                found.append(f"{source.path}:{line}: asks {question}, but the time comes from bot/clock.py only")
    return found


def cycle(root: Path) -> list[str]:
    """The modules of an import cycle in order, or nothing."""
    house = sources(root)
    modules = frozenset(source.module for source in house)
    graph = {
        source.module: {name for _, name in imports(source, modules) if name in modules and name != source.module}
        for source in house
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_the_house_keeps_its_rules() -> None:
    found = violations(ROOT)
    assert not found, "\n" + "\n".join(found)


def test_no_imports_go_in_a_circle() -> None:
    found = cycle(ROOT)
    assert not found, " → ".join(found)


# --- that the rules above would be noticed when broken -----------------------------------------------------


def build(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("bot/model.py", "from bot.editorial import text", "level 0"),
        ("bot/editorial/text.py", "from bot.store import connection", "bot.editorial (level 1)"),
        ("bot/store/database.py", "from bot.store import digests", "bot.store.database (level 2)"),
        ("bot/search/engine.py", "from bot.store import digests", "bot.search may import"),
        ("bot/search/engine.py", "import sqlite3", "only bot.store may import sqlite3"),
        ("bot/intake/fetch.py", "from bot.journeys.submit import x", "bot.intake may import"),
        ("bot/journeys/find.py", "import bot.ui.digest", "bot.journeys (level 4)"),
        ("bot/journeys/find.py", "from aiosqlite import connect", "may import aiosqlite"),
        ("bot/journeys/find.py", "def f():\n    import discord", "may import discord"),
        ("bot/ui/digest.py", "from bot.store.deliveries import x", "bot.ui may import"),
        ("bot/ui/digest.py", "import aiohttp", "may import aiohttp"),
        ("bot/schedule.py", "from bot.ui import digest", "bot.schedule (level 5)"),
        ("bot/client.py", "from apscheduler.triggers import cron", "only bot.schedule may import apscheduler"),
        ("bot/client.py", "import cogs.search", "bot.client (level 6)"),
        ("cogs/search.py", "from bot.store import digests", "cogs may import"),
        ("cogs/search.py", "from cogs.digest import Digests", "cogs may import"),
        ("bot/sandbox/world.py", "from bot.errors import x", "bot.sandbox may import"),
        (
            "bot/cli.py",
            "from bot.sandbox import world",
            "only bot.sandbox, bot.app, bot.tryout may import bot.sandbox",
        ),
        ("bot/ui/digest.py", "if TYPE_CHECKING:\n    from bot.search import x", "bot.ui may import"),
        ("bot/ui/digest.py", "from ..store import x", "bot.ui may import"),
        ("bot/journeys/find.py", "from datetime import datetime\ndatetime.now()", "find.py:2: asks datetime.now"),
        ("bot/journeys/find.py", "import datetime as d\nd.datetime.now()", "asks datetime.now"),
        ("bot/journeys/find.py", "from time import time", "asks time.time"),
        ("bot/ui/digest.py", "date.today()", "asks date.today"),
        ("bot/spare.py", "", "has no level"),
    ],
)
def test_a_broken_rule_is_named_with_file_and_line(tmp_path: Path, path: str, text: str, said: str) -> None:
    root = build(tmp_path, {"bot/store/connection.py": "", "bot/store/digests.py": "", "bot/store/__init__.py": ""})
    build(root, {path: text})
    found = violations(root)
    assert len(found) == 1
    assert found[0].startswith(f"{path}:")
    assert said in found[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("bot/config.py", "from bot.errors import SettingsError"),
        ("bot/store/digests.py", "from bot.store.connection import Reader\nimport aiosqlite"),
        ("bot/search/index.py", "from bot.store.connection import Reader"),
        ("bot/journeys/find.py", "from bot.store import digests\nfrom bot.journeys import rights"),
        ("bot/ui/digest.py", "import discord\nfrom bot.journeys import browse"),
        ("cogs/digest.py", "from discord import ui\nfrom bot.client import DigestBot"),
        ("bot/cli.py", "from bot.app import App"),
        ("bot/app.py", "from bot.sandbox.world import World\nfrom bot.schedule import Alarm"),
        ("bot/clock.py", "import time\ntime.time()"),
        ("bot/journeys/weekly.py", "self._clock.now()"),
    ],
)
def test_what_is_allowed_is_not_complained_about(tmp_path: Path, path: str, text: str) -> None:
    assert violations(build(tmp_path, {path: text})) == []


def test_a_circle_is_named(tmp_path: Path) -> None:
    under_type_checking = "if TYPE_CHECKING:\n    from bot.ui.a import x"
    root = build(tmp_path, {"bot/ui/a.py": "from bot.ui import b", "bot/ui/b.py": under_type_checking})
    assert set(cycle(root)) == {"bot.ui.a", "bot.ui.b"}


def test_no_pattern_has_a_possessive_group() -> None:
    """Until Python 3.11.5 what follows one that matched in part is looked for at the wrong place."""
    possessive = re.compile(r"[^(]\)(?:[*+?]|\{[\d,]+\}+)\+")
    found = [
        one
        for folder in ("bot", "cogs")
        for one in (ROOT / folder).rglob("*.py")
        if possessive.search(one.read_text("utf-8"))
    ]
    assert not found
