"""Before the tests: put Chromium and PostgreSQL on the machine, or say what is missing where we cannot.

Only as root on Debian or Ubuntu. Anywhere else nothing is installed, and the tests that need them say they were left
out.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {"chromium": "the browser tests", "postgresql": "the tests on PostgreSQL"}


def missing() -> list[str]:
    """Debian packages that the tests need and the machine lacks."""
    found = []
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        found.append("chromium")
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        found.append("postgresql")
    return found


def main() -> int:
    packages = missing()
    if os.environ.get("TEST_POSTGRES_URL"):
        packages = [name for name in packages if name != "postgresql"]
    if not packages:
        return 0
    can = shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0
    if not can:
        for name in packages:
            print(f"{PACKAGES[name].capitalize()} will be left out: {name} is not installed.", file=sys.stderr)
        print(f"To run them: sudo apt-get install {' '.join(packages)}", file=sys.stderr)
        return 0
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # A server started by the package would not be used: the tests start their own, on a free port.
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
