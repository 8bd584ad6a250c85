"""Another organisation's database cannot be written to, and no password is shown."""

import importlib.util
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, text

from data.load.faults import Refused
from data.load.read_only import open_read_only, plain_refusal, source_address, source_name


@pytest.fixture
def source(bare_engine: Engine) -> sa.URL:
    """A database with one table and one row, and its address as an authority would give it."""
    with bare_engine.begin() as connection:
        connection.execute(text("CREATE TABLE ssd_person (pers_person_id VARCHAR(48))"))
        connection.execute(text("INSERT INTO ssd_person VALUES ('P1')"))
    return bare_engine.url


WRITES = [
    "INSERT INTO ssd_person VALUES ('P2')",
    "UPDATE ssd_person SET pers_person_id = 'P2'",
    "DELETE FROM ssd_person",
    "DROP TABLE ssd_person",
    "CREATE TABLE mine (id INTEGER)",
]


def people(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT pers_person_id FROM ssd_person")))


@pytest.mark.parametrize("statement", WRITES)
def test_a_statement_that_writes_is_stopped_before_it_is_sent(
    source: sa.URL, bare_engine: Engine, statement: str
) -> None:
    engine = open_read_only(source)
    with engine.connect() as connection, pytest.raises(Refused, match="tried to write"):
        connection.execute(text(statement))
    engine.dispose()
    assert people(bare_engine) == ["P1"]


@pytest.mark.parametrize("statement", WRITES)
def test_the_database_itself_would_not_let_it_be_written(source: sa.URL, bare_engine: Engine, statement: str) -> None:
    """Past our own check, straight to the driver."""
    engine = open_read_only(source)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        cursor = connection.connection.cursor()
        with pytest.raises(Exception, match=r"(?i)read-?only"):
            cursor.execute(statement)
    engine.dispose()
    assert people(bare_engine) == ["P1"]


def test_it_can_be_read(source: sa.URL) -> None:
    engine = open_read_only(source)
    assert people(engine) == ["P1"]
    engine.dispose()


def test_the_address_gets_the_driver_the_product_has() -> None:
    for given in ("postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg2://u@h/d"):
        assert source_address(given).drivername == "postgresql+psycopg"
    assert source_address("mssql://u@h/d").drivername == "mssql+pyodbc"


@pytest.mark.parametrize("url", ["", "not an address", "oracle://u:p@h/d", "mysql://u:p@h/d"])
def test_an_address_that_is_not_understood_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refused:
        open_read_only(url)
    assert "u:p" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        open_read_only(f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.skipif(importlib.util.find_spec("pyodbc") is not None, reason="the SQL Server driver is installed")
def test_a_driver_that_is_not_installed_is_told_of() -> None:
    with pytest.raises(Refused, match="pip install pyodbc"):
        open_read_only("mssql+pyodbc://reader:s3cret@server/HDM_Local?driver=ODBC+Driver+18+for+SQL+Server")


def test_a_server_that_does_not_answer_is_refused_without_the_password() -> None:
    """Nothing listens on port 1."""
    url = "postgresql://reader:s3c%40ret@127.0.0.1:1/ssd?application_name=s3c%40ret"
    engine = open_read_only(url)
    with pytest.raises(Refused) as refused, plain_refusal(source_address(url)), engine.connect():
        pass
    assert "could not be read: postgresql+psycopg://reader:***@127.0.0.1:1/ssd." in str(refused.value)
    assert "s3c" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_password_the_driver_repeats_is_hidden() -> None:
    url = source_address("postgresql://reader:s3c%40ret@server/ssd")
    fault = sa.exc.OperationalError(
        "SELECT 1", {}, psycopg.OperationalError("login failed for s3c@ret; PWD=s3c%40ret;x")
    )
    with pytest.raises(Refused) as refused, plain_refusal(url):
        raise fault
    assert "s3c" not in str(refused.value)
    assert "login failed for ***; PWD=***;x" in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reader:s3c@ret@server/ssd",
        "mssql://reader:s3c@ret/x@server/ssd",
        "postgresql://s3c@reader:a@b:c/d",
    ],
)
def test_an_at_sign_that_is_not_escaped_is_refused_before_anything_is_shown(url: str) -> None:
    with pytest.raises(Refused, match="%40") as refused:
        open_read_only(url)
    assert "s3c" not in str(refused.value) + source_name(url, None)
    assert "ret" not in str(refused.value) + source_name(url, None)


def test_a_source_that_is_written_meanwhile_is_read_as_it_was(source: sa.URL, bare_engine: Engine) -> None:
    """Two queries, and between them the source is written: both tell of the same moment."""
    if bare_engine.dialect.name == "sqlite":
        with bare_engine.connect() as connection:  # so that the writer need not wait for the reader
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine = open_read_only(source)
    count = text("SELECT count(*) FROM ssd_person")
    with engine.connect() as reading:
        assert reading.scalar(count) == 1
        with bare_engine.begin() as writing:
            writing.execute(text("INSERT INTO ssd_person VALUES ('P2')"))
        assert reading.scalar(count) == 1
    engine.dispose()
    assert people(bare_engine) == ["P1", "P2"]


@pytest.mark.parametrize("bare_engine", ["postgresql"], indirect=True)
def test_days_that_python_has_no_date_for_come_as_they_are_written(bare_engine: Engine) -> None:
    engine = open_read_only(bare_engine.url)
    kinds = ("date", "timestamp", "timestamptz")
    days = ", ".join(f"'infinity'::{kind}, '2026-03-31'::{kind}" for kind in kinds)
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT {days}, '-infinity'::date, '0044-03-15 BC'::date")).one()
    engine.dispose()
    assert list(found[0:6:2]) == ["infinity"] * 3
    assert [str(day)[:10] for day in found[1:6:2]] == ["2026-03-31"] * 3
    assert list(found[6:]) == ["-infinity", "0044-03-15 BC"]


def test_a_source_is_written_down_without_password_and_options() -> None:
    assert source_name("postgresql://u:p@h/d?password=p", "ssd") == "postgresql://u:***@h/d schema ssd"
    assert source_name("mssql+pyodbc:///?odbc_connect=PWD%3Dp", None) == "mssql+pyodbc:///"
    assert source_name("u:p nonsense", None) == "an address that is not understood"
