"""Streamlit servers to measure: each in a process of its own on this machine, and what it holds in memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    pid: int

    def megabytes(self) -> float:
        """Resident memory now."""
        said = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], check=True, capture_output=True, text=True)
        return int(said.stdout) / 1024


@contextmanager
def serving(script: Path, folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A script served until the block ends, with the project's own Streamlit settings; its log goes into the folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with (
        (folder / f"{script.stem}.log").open("w") as log,
        subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=os.environ | dict(settings or {})
        ) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_up(url, process, Path(log.name))
            yield Server(url, process.pid)
        finally:
            process.terminate()


def _wait_until_up(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start: see {log}")
