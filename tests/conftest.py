"""What all tests may use."""

import os
from pathlib import Path

import pytest

from tests.conformance import Check, checker


@pytest.fixture(scope="session")
def conformance() -> Check | None:
    """What is wrong with recorded exchanges by Discord's own document; None where that is not at hand."""
    return checker()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Most tests wait most of the time, so a core carries two of them; a file that is named is run right here."""
    named = [Path(argument.split("::")[0]) for argument in config.args]
    return 0 if len(named) == 1 and named[0].is_file() else 2 * (os.cpu_count() or 1)
