"""What the tests of the commands share."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from typer.testing import Result

PASSWORD = "hunter2-not-to-be-shown"
Run = Callable[..., Result]


def write_ssd(path: Path, frames: dict[str, pd.DataFrame]) -> str:
    with sqlite3.connect(path) as connection:
        for name, frame in frames.items():
            frame.to_sql(name, connection, index=False)
    connection.close()
    return f"sqlite:///{path}"
