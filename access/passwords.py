"""Passwords: how they are kept, and which are too weak to be one."""

import secrets
from functools import cache

import bcrypt
from zxcvbn import zxcvbn

# bcrypt reads no more than so many bytes; a longer password would be cut without a word.
MOST_BYTES = 72
LEAST_CHARACTERS = 12
# 2 to the power of so many rounds: a quarter of a second on an ordinary server.
COST = 12
# zxcvbn's scale is 0 to 4; 3 withstands some 10^8 guesses or more.
LEAST_SCORE = 3
_WORDS = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """The password as it is kept. Raises ValueError where it is longer than can be kept whole."""
    if len(password.encode()) > MOST_BYTES:
        raise ValueError(f"A password may have up to {MOST_BYTES} bytes.")
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(COST)).decode()


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password kept. Takes as long for an account that has none, so that time tells nothing."""
    given = password.encode()[:MOST_BYTES]
    right = bcrypt.checkpw(given, (kept or nobodys()).encode())
    return right and kept is not None and len(password.encode()) <= MOST_BYTES


def nobodys() -> str:
    """The hash of a password nobody knows, made once and only where somebody may sign in: making it takes as long as
    checking one."""
    return _nobodys(COST)


@cache
def _nobodys(cost: int) -> str:
    return bcrypt.hashpw(secrets.token_bytes(32), bcrypt.gensalt(cost)).decode()


def weakness(password: str, about: tuple[str, ...] = ()) -> str | None:
    """Why it is too weak, in a sentence; None where it is not. `about`: words a guesser would try first, such as the
    username."""
    if len(password) < LEAST_CHARACTERS:
        return f"Use {LEAST_CHARACTERS} characters or more. Three or four words that have nothing in common are good."
    if password != password.strip():
        return "Leave out the spaces before and after it."
    if len(password.encode()) > MOST_BYTES:
        return f"Use {MOST_BYTES} characters or fewer."
    if any(word and word.lower() in password.lower() for word in about if len(word) > 2):
        return "Leave your name and username out of it."
    if int(zxcvbn(password, user_inputs=list(about))["score"]) < LEAST_SCORE:
        return "This is easy to guess. Use three or four words that have nothing in common."
    return None


def first_password() -> str:
    """A random password to hand to its owner, who must change it: four groups of five letters and figures."""
    return "-".join("".join(secrets.choice(_WORDS) for _ in range(5)) for _ in range(4))
