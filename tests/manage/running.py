"""What the tests of the commands share."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner, Result

from manage import app

PASSWORD = "hunter2-not-to-be-shown"
Run = Callable[..., Result]


def command(*words: str, code: int = 0) -> Result:
    """Runs a command and gives its exit code and what it wrote. Whatever happens, no traceback and no password."""
    # Commands write for their owner alone; what comes after them need not.
    mask = os.umask(0o022)
    try:
        result = CliRunner().invoke(app, list(words))
    finally:
        os.umask(mask)
    told = result.stdout + result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in told
    assert PASSWORD not in told
    assert result.exit_code == code, told
    return result


def write_ssd(path: Path, frames: dict[str, pd.DataFrame]) -> str:
    with sqlite3.connect(path) as connection:
        for name, frame in frames.items():
            frame.to_sql(name, connection, index=False)
    connection.close()
    return f"sqlite:///{path}"
