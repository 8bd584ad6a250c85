"""The app as a user starts it: a process of its own, with the settings of the project, on the next free port."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from data.settings import ROOT

START_SECONDS = 180
# The app ends when the shell's input closes: the kernel sees to that however the test run dies.
WHILE_OPEN = """
exec 3<&0
"$0" "$@" </dev/null & app=$!
{ cat <&3 >/dev/null; kill -TERM $app; } & wait $app
"""
SERVE = (sys.executable, str(ROOT / "serve.py"))
# The same app without serve.py, as a developer may start it.
RUN_APP = (sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"))


@dataclass(frozen=True)
class Served:
    """A running app: its address without a slash at the end, and the file of all that it says."""

    url: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def served(facts: Mapping[str, str], log: Path, command: Sequence[str] = SERVE) -> Iterator[Served]:
    """The app over the facts that the environment `facts` points to, from its first word to the end of the block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment |= {**facts, "PYTHONUNBUFFERED": "1"}
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(
            ["sh", "-c", WHILE_OPEN, *command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield Served(_address(log, process), log)
        finally:
            process.communicate()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """The address the app says it is at (the next port where another app has 8501), once it answers there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"URL: (http://\S+:\d+)", log.read_text(encoding="utf-8"))
        if found and _answers(found.group(1)):
            return found.group(1)
        time.sleep(0.1)
    raise RuntimeError(f"The app did not start. It said:\n{log.read_text(encoding='utf-8')}")


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
