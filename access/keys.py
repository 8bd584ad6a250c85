"""The key that cookies are signed with: made at the first start, kept beside the data, never in the project."""

import os
import secrets
from pathlib import Path

from data.settings import settings

LEAST_BYTES = 32
FILE = "signing.key"


class KeyTooShort(RuntimeError):
    """The signing key is too short to be safe."""


def signing_key(data_dir: Path) -> str:
    """SIGNING_KEY from the environment or, unless that is set, the key in the data folder, made if there is none.

    Every process that serves the same readers needs the same key. Raises KeyTooShort.
    """
    key = os.environ.get("SIGNING_KEY") or _kept(data_dir / FILE)
    if len(key.encode()) < LEAST_BYTES:
        raise KeyTooShort(f"The signing key has fewer than {LEAST_BYTES} bytes. Set a longer SIGNING_KEY, or none.")
    return key


def key_in_force() -> str:
    """The key of this installation's data folder."""
    return signing_key(settings().data_dir)


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Only its owner may read it; and of two processes that start together one makes it.
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(opened, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
