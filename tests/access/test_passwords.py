"""Passwords are kept as bcrypt hashes, and weak ones are refused with what to do instead."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access import passwords
from access.passwords import COST, first_password, hashed, matches, weakness


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rounds, the fewest bcrypt has, in place of twelve."""
    monkeypatch.setattr(passwords, "COST", 4)


def test_the_cost_is_that_of_today() -> None:
    assert COST >= 12
    assert passwords.nobodys().startswith(f"$2b${passwords.COST:02}$"), (
        "an account without a password is refused as slowly"
    )


def test_the_right_password_matches_and_no_other() -> None:
    kept = hashed("correct horse battery staple")
    assert kept.startswith("$2b$")
    assert "horse" not in kept
    assert matches("correct horse battery staple", kept)
    assert not matches("correct horse battery stapl", kept)
    assert not matches("", kept)
    assert not matches("correct horse battery staple", None), "an account of the single sign-on has none"


def test_two_like_passwords_are_kept_unlike() -> None:
    assert hashed("correct horse battery staple") != hashed("correct horse battery staple")


def test_what_bcrypt_would_cut_is_refused_and_never_matches_by_its_beginning() -> None:
    longest = "é" * 36  # 72 bytes
    with pytest.raises(ValueError, match="72 bytes"):
        hashed(longest + "x")
    kept = hashed(longest)
    assert matches(longest, kept)
    assert not matches(longest + "x", kept)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "12 characters or more"),
        ("short", "12 characters or more"),
        ("aaaaaaaaaaaaaaaa", "easy to guess"),
        ("password1234", "easy to guess"),
        ("qwertyuiop12", "easy to guess"),
        ("é" * 37, "72 characters or fewer"),
        ("ann.lee-Oxford-2026!", "Leave your name"),
        ("Lee is my surname, as you know", "Leave your name"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(password: str, says: str) -> None:
    assert says in str(weakness(password, ("ann.lee", "Ann", "Lee")))


def test_words_that_have_nothing_in_common_are_strong_enough() -> None:
    assert weakness("walnut tractor silver monday", ("ann.lee",)) is None
    assert weakness(first_password(), ("ann.lee",)) is None


def test_first_passwords_are_each_their_own() -> None:
    made = {first_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == 23 for one in made)


@given(st.text(max_size=100))
@settings(max_examples=50, deadline=None)
def test_any_text_at_all_is_judged_and_never_an_error(password: str) -> None:
    weakness(password, ("ann.lee",))
    assert not matches(password, hashed("another one entirely"))
