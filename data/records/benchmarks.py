"""Published figures to stand beside our own, as they were loaded from the Department for Education's files."""

from sqlalchemy import Column, DateTime, Float, Integer, String, Table, Text

from data.records.columns import metadata

benchmarks = Table(
    "benchmarks",
    metadata,
    Column("measure", String(41), primary_key=True),
    Column("area_code", String(9), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("area", String(100), nullable=False),
    Column("level", String(20), nullable=False),
    # Per cent, as published; NULL where a symbol stands in its place.
    Column("value", Float),
    Column("symbol", String(1)),
    Column("footnote", Text),
    Column("source", String(200), nullable=False),
    Column("loaded_at", DateTime, nullable=False),
)
