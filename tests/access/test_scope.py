"""Until sign-in exists, everything is shown, and only to this machine."""

import pytest

from access.scope import NotAllowed, local_scope, served_scope


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "localhost", "::1"])
def test_an_app_on_the_machines_own_address_has_the_local_scope(address: str) -> None:
    assert served_scope(address) == local_scope()


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.4", "10.0.0.1", "example.org", "", None])
def test_an_app_anyone_else_could_reach_is_refused_in_plain_words(address: str | None) -> None:
    with pytest.raises(NotAllowed, match="no sign-in yet"):
        served_scope(address)
