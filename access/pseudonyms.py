"""A mark that stands for a child on the screen: the same on every page, and of no use to who has no access here."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from access.keys import key_in_force

# 35 bits: of ten thousand children two share a mark in about one county of seven hundred.
_LETTERS = 7


def pseudonyms(person_ids: Iterable[str]) -> list[str]:
    """Seven letters and figures for each child, as in "K4F-7QX2", made from its number under the signing key.

    Another key gives other marks: whoever keeps notes by them keeps the key.
    """
    key = f"pseudonyms:{key_in_force()}".encode()
    return [_mark(key, str(person_id)) for person_id in person_ids]


def _mark(key: bytes, person_id: str) -> str:
    mark = base64.b32encode(hmac.new(key, person_id.encode(), hashlib.sha256).digest()).decode()[:_LETTERS]
    return f"{mark[:3]}-{mark[3:]}"
