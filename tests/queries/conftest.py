from pathlib import Path

import pytest


@pytest.fixture
def facts_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where facts written by hand go (see by_hand.py) and where the questions then look for them."""
    url = f"duckdb:///{tmp_path / 'facts'}"
    monkeypatch.setenv("FACTS_URL", url)
    return url
