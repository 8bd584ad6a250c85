"""Whose rows are whose, and no synthetic child beside a real one."""

import pytest
from sqlalchemy import Engine, insert, select

from data.load.authority import (
    authorities_to_remove,
    register_authority,
    remove_authority,
    rows_with_prefix,
)
from data.load.faults import Refused
from data.load.ledger import load
from data.records.partnership import authorities, authority_people, loads
from data.records.ssd import ssd_person


def loaded(engine: Engine, code: str, *, synthetic: bool) -> str:
    """An authority with one child, as a load leaves it; gives its prefix."""
    with load(engine, kind="ssd", source="somewhere", authority=code, synthetic=synthetic) as under_way:
        prefix = register_authority(under_way.connection, code, f"Authority {code}", source_kind="ssd")
        under_way.connection.execute(insert(ssd_person).values(pers_person_id=f"{prefix}P1"))
        under_way.connection.execute(insert(authority_people).values(person_id=f"{prefix}P1", authority_code=code))
    return prefix


def people(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.scalars(select(ssd_person.c.pers_person_id)))


def test_only_the_first_authority_has_no_prefix(records_engine: Engine) -> None:
    assert loaded(records_engine, "931", synthetic=False) == ""
    assert loaded(records_engine, "887", synthetic=False) == "887:"
    assert people(records_engine) == ["887:P1", "P1"]


def test_an_authority_keeps_its_prefix_and_its_child_population(records_engine: Engine) -> None:
    with records_engine.begin() as connection:
        register_authority(connection, "931", "Old name", source_kind="ssd", child_population=150_000)
        register_authority(connection, "887", "Other", source_kind="ssd")
        assert register_authority(connection, "887", "Other", source_kind="cin-census") == "887:"
        assert register_authority(connection, "931", "New name", source_kind="ssd") == ""
        rows = connection.execute(select(authorities).order_by(authorities.c.authority_code)).all()
    assert [(r.authority_code, r.authority_name, r.source_kind, r.child_population) for r in rows] == [
        ("887", "Other", "cin-census", None),
        ("931", "New name", "ssd", 150_000),
    ]


@pytest.mark.parametrize("code", ["", "1234567890"])
def test_a_code_that_does_not_fit_is_an_error(records_engine: Engine, code: str) -> None:
    with records_engine.begin() as connection, pytest.raises(ValueError, match="1 to 9"):
        register_authority(connection, code, "Name", source_kind="ssd")


def test_each_authoritys_rows_are_told_apart(records_engine: Engine) -> None:
    for code in ("931", "887", "825"):
        loaded(records_engine, code, synthetic=False)
    with records_engine.connect() as connection:
        for prefix, mine in (("", "P1"), ("887:", "887:P1"), ("825:", "825:P1")):
            where = rows_with_prefix(connection, ssd_person, prefix)
            assert connection.scalars(select(ssd_person.c.pers_person_id).where(where)).all() == [mine]


def test_removing_an_authority_leaves_the_others_and_the_ledger(records_engine: Engine) -> None:
    for code in ("931", "887"):
        loaded(records_engine, code, synthetic=False)
    with records_engine.begin() as connection:
        remove_authority(connection, "931")
        remove_authority(connection, "000")
        assert connection.scalars(select(authorities.c.authority_code)).all() == ["887"]
        assert connection.scalars(select(authority_people.c.person_id)).all() == ["887:P1"]
        assert len(connection.execute(select(loads)).all()) == 2
    assert people(records_engine) == ["887:P1"]


def test_synthetic_beside_real_is_refused_and_real_makes_synthetic_go(records_engine: Engine) -> None:
    loaded(records_engine, "999", synthetic=True)
    loaded(records_engine, "998", synthetic=True)
    with records_engine.connect() as connection:
        assert authorities_to_remove(connection, synthetic=True) == []
        assert sorted(authorities_to_remove(connection, synthetic=False)) == ["998", "999"]
    loaded(records_engine, "931", synthetic=False)
    with records_engine.connect() as connection, pytest.raises(Refused, match="real children"):
        authorities_to_remove(connection, synthetic=True)


def test_an_authority_nobody_knows_the_source_of_counts_as_real(records_engine: Engine) -> None:
    with records_engine.begin() as connection:
        register_authority(connection, "931", "Name", source_kind="ssd")
        with pytest.raises(Refused):
            authorities_to_remove(connection, synthetic=True)
