"""Looks for passwords, keys and tokens in every file of the project; ends with 1 where there is one that is not known.

Known ones stand in .secrets.baseline, as digests: made-up passwords of tests, words that only look like one. After
looking at each that is new: `python tests/secrets_found.py --known` writes them there.
"""

import json
import subprocess
import sys
from pathlib import Path

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / ".secrets.baseline"
# What this script itself writes.
LEFT_OUT = {BASELINE.name}


def found() -> dict[str, dict[str, int]]:
    """By file, what looks like a secret: its digest, and the line it is on."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    secrets: dict[str, dict[str, int]] = {}
    with default_settings():
        for name in sorted(set(listed.splitlines()) - LEFT_OUT):
            for secret in scan_file(str(ROOT / name)):
                secrets.setdefault(name, {})[secret.secret_hash] = secret.line_number
    return secrets


def main() -> int:
    """Say which are not known."""
    secrets = found()
    if "--known" in sys.argv:
        known = {name: sorted(held) for name, held in secrets.items()}
        BASELINE.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
        return 0
    known = json.loads(BASELINE.read_text("utf-8"))
    new = [
        f"{name}:{line}"
        for name, held in secrets.items()
        for digest, line in held.items()
        if digest not in known.get(name, [])
    ]
    for place in new:
        print(f"{place}: this looks like a secret. Take it out, or see tests/secrets_found.py.")
    print(f"Looked for secrets in every file: {len(new)} that are not known.")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
