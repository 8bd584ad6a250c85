"""The demonstration accounts are made beside made-up children only, and closed when real ones come."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from access import accounts, demonstration, sessions
from access.accounts import Account
from access.audit import read, verify
from access.demonstration import (
    PASSWORD,
    DemonstrationRefused,
    disable,
    disable_beside_real_data,
    make,
    names,
    offered,
    present,
    refuse_with_real_data,
)
from access.passwords import matches
from access.roles import Role
from data.load.authority import real_authorities
from data.records.accounts import accounts as kept_accounts
from tests.data.load.sources import county, frames_of, involvement, loaded
from tests.queries.by_hand import put_in_force


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("access.passwords.COST", 4)


def holds_a_synthetic_county(engine: Engine, teams: tuple[str, ...] = ("T1", "T2", "T2", "T3", "T3")) -> None:
    """One child on a plan for each team named."""
    allocated = [involvement(number, number, team) for number, team in enumerate(teams, 1)]
    frames = {**county(len(teams)), **frames_of(ssd_involvements=allocated)}
    loaded(engine, frames, kind="demo", authority_code="999", synthetic=True)


def holds_real_children(engine: Engine) -> None:
    loaded(engine, county(1), authority_code="931", synthetic=False)


def held(engine: Engine) -> dict[str, Account]:
    return {account.username: account for account in accounts.every(engine)}


def hashes(engine: Engine) -> dict[str, str | None]:
    with engine.connect() as connection:
        rows = connection.execute(sa.select(kept_accounts.c.username, kept_accounts.c.password_hash))
        return {row.username: row.password_hash for row in rows}


def test_there_is_one_for_each_role_and_its_password_is_the_one_told(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    assert not present(records_engine)
    made = make(records_engine)
    assert tuple(made) == names() == ("leader", "board", "manager", "analyst", "admin")
    assert set(made.values()) == {PASSWORD}
    assert {account.role for account in held(records_engine).values()} == set(Role)
    for username, account in held(records_engine).items():
        assert (account.demonstration, account.active, account.must_change) == (True, True, False)
        assert matches(made[username], hashes(records_engine)[username])
    assert present(records_engine)
    refuse_with_real_data(records_engine)
    assert PASSWORD not in read(records_engine).to_string()


def test_the_manager_has_the_teams_with_the_most_children(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    make(records_engine)
    teams = {username: account.teams for username, account in held(records_engine).items() if account.teams}
    assert teams == {"manager": ("T2", "T3")}


def test_made_again_nothing_is_changed_and_nobody_is_signed_out(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    first = make(records_engine)
    entries, before = verify(records_engine).entries, hashes(records_engine)
    with records_engine.begin() as connection:
        sessions.start(connection, held(records_engine)["board"].account_id, "token", "client")
    assert make(records_engine) == first
    assert (verify(records_engine).entries, hashes(records_engine)) == (entries, before)
    with records_engine.connect() as connection:
        assert sessions.living(connection, sessions.session_id_of("token"))


def test_made_again_what_has_been_changed_is_put_back(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    make(records_engine)
    before = held(records_engine)
    accounts.set_role(records_engine, before["leader"], Role.ANALYST, ())
    accounts.set_role(records_engine, before["manager"], Role.TEAM_MANAGER, ["T1"])
    accounts.set_active(records_engine, before["board"], False)
    accounts.set_password(records_engine, before["analyst"], "walnut tractor silver monday")
    accounts.reset_password(records_engine, before["admin"])
    entries = verify(records_engine).entries
    make(records_engine)
    assert held(records_engine) == before
    assert all(matches(PASSWORD, kept) for kept in hashes(records_engine).values())
    assert verify(records_engine).entries == entries + 5


def test_beside_real_children_none_is_made(records_engine: Engine) -> None:
    holds_real_children(records_engine)
    with pytest.raises(DemonstrationRefused, match=r"Real children are held here \(authority 931\)"):
        make(records_engine)
    assert held(records_engine) == {}
    assert verify(records_engine).entries == 0


def test_without_a_county_there_is_nothing_to_demonstrate(records_engine: Engine) -> None:
    with pytest.raises(DemonstrationRefused, match=r"manage\.py demo"):
        make(records_engine)
    assert held(records_engine) == {}


def test_where_a_username_is_somebodys_none_is_made(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    accounts.add(records_engine, "admin", "Ann Lee", Role.ADMINISTRATOR)
    before = held(records_engine), hashes(records_engine)
    with pytest.raises(DemonstrationRefused, match="admin belongs to an account that is not for demonstration"):
        make(records_engine)
    assert (held(records_engine), hashes(records_engine)) == before


def test_beside_real_children_they_are_refused_until_they_are_closed(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    make(records_engine)
    accounts.add(records_engine, "ann", "Ann Lee", Role.ANALYST)
    for username in ("board", "ann"):
        with records_engine.begin() as connection:
            sessions.start(connection, held(records_engine)[username].account_id, username, "client")
    assert disable_beside_real_data(records_engine) == [], "the children are made up"
    holds_real_children(records_engine)
    with pytest.raises(DemonstrationRefused, match="can sign in: admin, analyst, board, leader, manager"):
        refuse_with_real_data(records_engine)

    entries = verify(records_engine).entries
    assert disable_beside_real_data(records_engine) == sorted(names())
    refuse_with_real_data(records_engine)
    assert not present(records_engine)
    assert [username for username, account in held(records_engine).items() if account.active] == ["ann"]
    assert [username for username, kept in hashes(records_engine).items() if kept] == ["ann"]
    with records_engine.connect() as connection:
        living = {one: sessions.living(connection, sessions.session_id_of(one)) is not None for one in ("board", "ann")}
    assert living == {"board": False, "ann": True}
    closed = read(records_engine, newest=5)
    assert verify(records_engine).entries == entries + 5
    assert set(closed["event"]) == {"account changed"}
    assert closed["detail"].str.contains("real children were loaded: 931").all()

    assert disable_beside_real_data(records_engine) == []
    assert verify(records_engine).entries == entries + 5


def test_an_account_that_is_not_for_demonstration_is_no_reason_to_refuse(records_engine: Engine) -> None:
    holds_real_children(records_engine)
    accounts.add(records_engine, "admin", "Ann Lee", Role.ADMINISTRATOR)
    refuse_with_real_data(records_engine)
    assert not present(records_engine)


def test_one_that_was_disabled_loses_its_password_with_the_others(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    make(records_engine)
    accounts.set_active(records_engine, held(records_engine)["board"], False)
    holds_real_children(records_engine)
    assert disable_beside_real_data(records_engine) == sorted(names())
    assert set(hashes(records_engine).values()) == {None}


def test_closed_by_hand_they_come_back_when_made_again(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    make(records_engine)
    before = held(records_engine)
    assert disable(records_engine, "closed by hand") == sorted(names())
    make(records_engine)
    assert held(records_engine) == before
    assert matches(demonstration.PASSWORD, hashes(records_engine)["board"])


def test_an_authority_is_real_unless_it_is_known_to_be_made_up(records_engine: Engine) -> None:
    holds_a_synthetic_county(records_engine)
    with records_engine.begin() as connection:
        assert real_authorities(connection) == []
        connection.exec_driver_sql("DELETE FROM load_tables")
        connection.exec_driver_sql("DELETE FROM load_rejections")
        connection.exec_driver_sql("DELETE FROM loads")
        assert real_authorities(connection) == ["999"]


def test_who_knows_the_password_everybody_knows_leaves_nothing_behind(records_engine: Engine) -> None:
    """An account it makes goes with it when the children are real, and nobody else's account is its to change."""
    holds_a_synthetic_county(records_engine)
    make(records_engine)
    accounts.add(records_engine, "owner", "The Owner", Role.ADMINISTRATOR)
    by = held(records_engine)["admin"].actor
    accounts.add(records_engine, "j.smith", "J Smith", Role.ANALYST, by=by)
    owner = held(records_engine)["owner"]
    for change in (
        lambda: accounts.reset_password(records_engine, owner, by=by),
        lambda: accounts.set_role(records_engine, owner, Role.BOARD_MEMBER, (), by=by),
        lambda: accounts.set_active(records_engine, owner, False, by=by),
    ):
        before = hashes(records_engine)
        with pytest.raises(accounts.AccountRefused, match="demonstration accounts only"):
            change()
        assert hashes(records_engine) == before
        assert held(records_engine)["owner"] == owner
    assert [account.username for account in offered(records_engine)] == sorted(names())
    holds_real_children(records_engine)
    assert "j.smith" in disable_beside_real_data(records_engine)
    open_still = {name for name, account in held(records_engine).items() if account.active}
    assert open_still == {"owner"}


def test_real_children_in_the_facts_alone_are_real_children(
    records_engine: Engine, facts_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts built from other records than those the accounts stand in."""
    monkeypatch.setenv("FACTS_URL", facts_url)
    holds_a_synthetic_county(records_engine)
    make(records_engine)
    put_in_force(facts_url, authorities=[{"authority": "999", "synthetic": 1}])
    refuse_with_real_data(records_engine)
    put_in_force(facts_url, authorities=[{"authority": "931", "synthetic": 0}], snapshot_id="real")
    assert offered(records_engine) == []
    for refused in (refuse_with_real_data, make):
        with pytest.raises(DemonstrationRefused, match="authority 931"):
            refused(records_engine)
