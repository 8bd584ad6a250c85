"""Counties made once and shared by the demo's tests; nobody writes to them."""

import pandas as pd
import pytest

from data.demo import generate

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def county() -> Frames:
    """The county usually shown: full size, planted, dirty."""
    return generate()


@pytest.fixture(scope="session")
def clean() -> Frames:
    """The same county before its dirt."""
    return generate(dirty=False)


@pytest.fixture(scope="session")
def plain() -> Frames:
    """A full-size county with nothing planted and no dirt."""
    return generate(plant=False, dirty=False)
