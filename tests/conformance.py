"""Holding recorded exchanges against Discord's own document of its API, where that is at hand."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CONFORMANCE = Path(__file__).parents[2] / "shared" / "discord" / "discord_conformance.py"

Records = list[dict[str, Any]]
Check = Callable[[Records], list[str]]


def checker() -> Check | None:
    """What is wrong with recorded exchanges by Discord's own document; None where that is not at hand."""
    if not CONFORMANCE.exists():
        return None
    spec = importlib.util.spec_from_file_location("discord_conformance", CONFORMANCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    checker = module.Checker()

    def check(records: Records) -> list[str]:
        found = checker.check_all(records, warnings=False)
        return [
            f"{records[at]['method']} {records[at]['path']}: {one}" for at, one in found if one.severity == "error"
        ]

    return check
