"""Where things are kept, read from the environment each time so that tests and operators can move them."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Addresses of the two stores and of the folder for everything the product writes.

    data_dir           folder for files the product makes (git ignores it); DATA_DIR
    database_url       records, the truth: SQLite or PostgreSQL; DATABASE_URL
    facts_url          facts, derived and disposable: a folder of DuckDB files or PostgreSQL; FACTS_URL
    facts_reader_role  who, besides their builder, may read facts kept in PostgreSQL: a role; FACTS_READER_ROLE
    practice_file      the local practice settings, if the authority has its own; PRACTICE_FILE
    practice_named     whether the environment names it: then it must be there
    """

    data_dir: Path
    database_url: str
    facts_url: str
    facts_reader_role: str | None
    practice_file: Path
    practice_named: bool


def settings() -> Settings:
    """The settings in force now."""
    # A variable set to nothing counts as not set.
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    return Settings(
        data_dir=data_dir,
        database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'records.sqlite'}",
        facts_url=os.environ.get("FACTS_URL") or f"duckdb:///{data_dir / 'facts'}",
        facts_reader_role=os.environ.get("FACTS_READER_ROLE") or None,
        practice_file=Path(os.environ.get("PRACTICE_FILE") or data_dir / "practice.toml"),
        practice_named=bool(os.environ.get("PRACTICE_FILE")),
    )
