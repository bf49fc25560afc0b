"""What all tests may use."""

import pytest

from tests.conformance import Check, checker


@pytest.fixture(scope="session")
def conformance() -> Check | None:
    """What is wrong with recorded exchanges by Discord's own document; None where that is not at hand."""
    return checker()
