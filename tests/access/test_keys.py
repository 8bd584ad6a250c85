"""The signing key is made once, long and for its owner alone."""

import stat
from pathlib import Path

import pytest

from access.keys import FILE, KeyTooShort, signing_key


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGNING_KEY", raising=False)


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    key = signing_key(folder)
    assert len(key) >= 48
    assert signing_key(folder) == key
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert signing_key(tmp_path / "another") != key


def test_the_environments_key_stands_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNING_KEY", "x" * 32)
    assert signing_key(tmp_path) == "x" * 32
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("short", ["some_key", "x" * 31])
def test_a_short_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, short: str) -> None:
    monkeypatch.setenv("SIGNING_KEY", short)
    with pytest.raises(KeyTooShort, match="fewer than 32 bytes"):
        signing_key(tmp_path)


def test_a_file_somebody_emptied_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("")
    with pytest.raises(KeyTooShort):
        signing_key(tmp_path)
