"""A PostgreSQL server for one run of the tests: on loopback, from Debian's programs, gone when the run ends.

Set TEST_POSTGRES_URL to use a server that is already there (a login that may create databases and roles). With
REQUIRE_POSTGRES=1 a missing server fails the tests that need one; otherwise they are skipped and counted aloud.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

MISSING = "PostgreSQL is not installed here (apt-get install postgresql) and TEST_POSTGRES_URL is not set"

# Nothing kept here outlives the run, so the server need not wait for the disk.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
NEW_CLUSTER = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
START_SECONDS = 60

# Ends, and clears up, when its input closes: the kernel sees to that however the test run dies.
SERVE_WHILE_OPEN = """
"$0" "$@" >/dev/null 2>&1 & server=$!
cat >/dev/null
kill -INT $server; wait $server
rm -rf "$PWD"
"""

_serial = count(1)


class NotAvailable(Exception):
    """There is no PostgreSQL to start; the text says how to get one."""


def programs() -> Path:
    """The folder of initdb and postgres: the newest that Debian has installed, or the one on the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise NotAvailable(MISSING)
    return Path(found).parent


@contextmanager
def server() -> Iterator[URL]:
    """The address of a running server, its maintenance database included."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield make_url(given).set(drivername="postgresql")
        return
    bin_folder = programs()
    # PostgreSQL refuses to run as root; Debian's package makes the user postgres.
    owner, groups = ("postgres", ()) if os.geteuid() == 0 else (None, None)
    folder = Path(tempfile.mkdtemp(prefix="records-postgres-"))
    try:
        if owner:
            shutil.chown(folder, owner, owner)
        cluster = folder / "cluster"
        subprocess.run(
            [bin_folder / "initdb", "--pgdata", cluster, *NEW_CLUSTER],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=owner,
            group=owner,
            extra_groups=groups,
        )
        port = _free_port()
        settings = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *FORGETFUL)
        arguments = [str(bin_folder / "postgres"), "-D", str(cluster), *(f"--{setting}" for setting in settings)]
        with subprocess.Popen(
            ["sh", "-c", SERVE_WHILE_OPEN, *arguments],
            stdin=subprocess.PIPE,
            cwd=folder,
            user=owner,
            group=owner,
            extra_groups=groups,
        ) as process:
            try:
                url = URL.create("postgresql", "postgres", host="127.0.0.1", port=port, database="postgres")
                _wait_until_open(url, process)
                yield url
            finally:
                process.communicate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server_url: URL, template: str = "template0") -> Iterator[URL]:
    """A database of its own, copied from a template, dropped at the end."""
    name = f"records_test_{os.getpid()}_{next(_serial)}"
    run(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield server_url.set(database=name)
    finally:
        run(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def role(server_url: URL, called: str = "records_test") -> Iterator[URL]:
    """The server's address for a login of its own that is nobody special; it goes at the end, after its databases."""
    name = f"{called}_{os.getpid()}_{next(_serial)}"
    quoted = '"' + name.replace('"', '""') + '"'
    run(server_url, f"CREATE ROLE {quoted} LOGIN PASSWORD 'tests'")
    try:
        yield server_url.set(username=name, password="tests")
    finally:
        run(server_url, f"DROP ROLE {quoted}")


def run(server_url: URL, statement: str) -> None:
    with psycopg.connect(_conninfo(server_url), autocommit=True) as connection:
        connection.execute(statement.encode())


def _conninfo(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_open(url: URL, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(_conninfo(url)).close()
            return
        except psycopg.OperationalError as fault:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL was started for the tests but did not answer") from fault
            time.sleep(0.05)
