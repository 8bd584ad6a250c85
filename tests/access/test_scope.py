"""A scope is a plain statement of what may be read; what it does is tested at the door, tests/queries/test_door.py."""

from dataclasses import FrozenInstanceError, replace

import pytest

from access.scope import NotAllowed, Scope, local_scope


def test_a_scope_cannot_be_widened_once_it_is_given() -> None:
    scope = Scope(("A",), ("T1",), False)
    for name, value in (("authorities", None), ("teams", None), ("may_open_cases", True)):
        with pytest.raises(FrozenInstanceError):
            setattr(scope, name, value)


def test_scopes_that_may_see_the_same_are_the_same_and_others_are_not() -> None:
    """Answers are kept by scope, so two scopes must never be taken for each other."""
    different = {
        Scope(None, None, True),
        Scope(None, None, False),
        Scope((), None, True),
        Scope(None, (), True),
        Scope(("A",), None, True),
        Scope(None, ("A",), True),
        Scope(("A",), ("A",), True),
        Scope(("A", "B"), None, True),
    }
    assert len(different) == 8
    assert Scope(("A",), ("T1",), False) == Scope(("A",), ("T1",), False)
    assert hash(Scope(("A",), ("T1",), False)) == hash(Scope(("A",), ("T1",), False))


def test_every_part_of_a_scope_must_be_said() -> None:
    """None means everything, so leaving a part out must not quietly mean it."""
    with pytest.raises(TypeError):
        Scope(("A",), ("T1",))  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Scope()  # type: ignore[call-arg]


def test_whoever_sits_at_this_machine_sees_everything() -> None:
    assert local_scope() == Scope(authorities=None, teams=None, may_open_cases=True, exact=True)


def test_small_numbers_are_hidden_unless_it_is_said_that_they_are_not() -> None:
    assert not Scope(authorities=None, teams=None, may_open_cases=True).exact


MANAGER = Scope(None, None, may_open_cases=True, own_only=True, own_teams=("T1", "T2"), session="s")


def test_a_manager_s_own_teams_are_exact_and_part_of_what_was_granted() -> None:
    own = MANAGER.within_own_teams()
    assert (own.teams, own.exact) == (("T1", "T2"), True)
    assert own.is_part_of(MANAGER)
    assert own.for_a_reason("a reason").is_part_of(MANAGER)
    assert MANAGER.is_part_of(MANAGER)


@pytest.mark.parametrize(
    "wider",
    [
        replace(MANAGER, exact=True),
        replace(MANAGER.within_own_teams(), teams=None),
        replace(MANAGER.within_own_teams(), teams=("T1", "T3")),
        replace(MANAGER, own_teams=("T1", "T2", "T3")),
        replace(MANAGER, own_only=False),
        replace(MANAGER, session="another"),
    ],
)
def test_nothing_wider_is_part_of_it(wider: Scope) -> None:
    assert not wider.is_part_of(MANAGER)


def test_without_teams_of_one_s_own_nothing_is_exact() -> None:
    board = Scope(None, None, may_open_cases=False, session="s")
    assert not board.within_own_teams().is_part_of(board)


def test_what_is_not_allowed_is_a_permission_error_that_can_be_shown() -> None:
    assert issubclass(NotAllowed, PermissionError)
    assert str(NotAllowed("Ask your manager.")) == "Ask your manager."


def test_who_manages_teams_has_no_counts_with_theirs_in_them_but_of_theirs() -> None:
    """What they know exactly could be taken from those of all, and the others' small numbers would be left."""
    assert MANAGER.without_teams == ("T1", "T2")
    assert MANAGER.within_own_teams().without_teams == ()
    assert Scope(None, None, may_open_cases=False).without_teams == ()
    assert not MANAGER.as_a_board().is_part_of(MANAGER)


def test_what_a_board_sees_is_part_of_the_scope_of_who_manages_no_team_and_nothing_more_is() -> None:
    leader = Scope(None, None, True, needs_reason=True, session="s")
    for granted in (leader, Scope((), (), False, session="s")):
        seen = granted.as_a_board()
        assert seen.is_part_of(granted)
        assert (seen.authorities, seen.teams, seen.session) == (granted.authorities, granted.teams, "s")
        assert not (seen.may_open_cases or seen.exact or seen.own_teams)
        for wider in (replace(seen, exact=True), replace(seen, session="another"), replace(seen, teams=("T9",))):
            assert not wider.is_part_of(granted)
