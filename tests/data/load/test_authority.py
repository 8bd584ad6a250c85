"""Whose rows are whose, and no synthetic child beside a real one."""

import pandas as pd
import pytest
from sqlalchemy import Engine, insert, select

from data.load.authority import (
    authorities_to_remove,
    refuse_code,
    refuse_mistakable,
    register_authority,
    remove_authority,
    remove_from_records,
    rows_with_prefix,
)
from data.load.faults import Refused
from data.load.ledger import load
from data.records.partnership import authorities, authority_people, load_rejections, loads
from data.records.ssd import ssd_person


def loaded(engine: Engine, code: str, *, synthetic: bool, child: str = "P1") -> str:
    """An authority with one child, as a load leaves it; gives its prefix."""
    with load(engine, kind="ssd", source="somewhere", authority=code, synthetic=synthetic) as under_way:
        prefix = register_authority(under_way.connection, code, f"Authority {code}", source_kind="ssd")
        under_way.connection.execute(insert(ssd_person).values(pers_person_id=f"{prefix}{child}"))
        under_way.connection.execute(insert(authority_people).values(person_id=f"{prefix}{child}", authority_code=code))
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


@pytest.mark.parametrize("code", ["", "1234567890", "9 31", "931:", "93%", "٩٣١", "931\n"])
def test_what_is_no_code_is_refused(records_engine: Engine, code: str) -> None:
    with records_engine.begin() as connection, pytest.raises(Refused, match="cannot be an authority's code"):
        register_authority(connection, code, "Name", source_kind="ssd")


def test_one_authority_under_two_names_is_refused(records_engine: Engine) -> None:
    loaded(records_engine, "LOCAL", synthetic=False)
    loaded(records_engine, "LOCAL", synthetic=False, child="P2")
    with pytest.raises(Refused, match=r"would be counted twice.*remove-authority LOCAL"):
        loaded(records_engine, "931", synthetic=False)
    assert remove_from_records(records_engine, "LOCAL") == []
    loaded(records_engine, "931", synthetic=False)
    with pytest.raises(Refused, match=r"hold authority 931.*Give --authority as before"):
        loaded(records_engine, "LOCAL", synthetic=False)
    assert people(records_engine) == ["P1"]


def test_an_authority_about_to_be_removed_is_in_nobodys_way(records_engine: Engine) -> None:
    loaded(records_engine, "999", synthetic=True)
    with records_engine.connect() as connection:
        with pytest.raises(Refused):
            refuse_code(connection, "LOCAL")
        refuse_code(connection, "LOCAL", going=["999"])


def test_ids_that_look_like_another_authoritys_are_refused_whichever_comes_first(records_engine: Engine) -> None:
    loaded(records_engine, "931", synthetic=False, child="887:P1")
    with pytest.raises(Refused, match="ssd_person holds the id '887:P1'"):
        loaded(records_engine, "887", synthetic=False)
    loaded(records_engine, "825", synthetic=False)
    with records_engine.connect() as connection:
        with pytest.raises(Refused, match=r"Ids in ssd_cp_plans begin with the mark of another .*825:") as refused:
            refuse_mistakable(connection, "ssd_cp_plans", "", pd.Series(["A", "825:CP1", None], dtype="str"))
        refuse_mistakable(connection, "ssd_cp_plans", "", pd.Series(["A", "887:CP1", "8251"], dtype="str"))
        refuse_mistakable(connection, "ssd_cp_plans", "825:", pd.Series(["825:CP1"], dtype="str"))
    assert [fault.value for fault in refused.value.faults] == ["825:CP1"]


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


def test_what_was_turned_away_goes_with_the_authority(records_engine: Engine) -> None:
    """A row that was not stored still holds what the source said of a child."""
    for code in ("931", "887"):
        with load(records_engine, kind="ssd", source="somewhere", authority=code) as under_way:
            register_authority(under_way.connection, code, f"Authority {code}", source_kind="ssd")
            under_way.reject("ssd_person", "no id", key=f"child of {code}")
    remove_from_records(records_engine, "931")
    with records_engine.connect() as connection:
        assert connection.scalars(select(load_rejections.c.record_key)).all() == ["child of 887"]
        assert len(connection.execute(select(loads)).all()) == 3


def test_removing_by_hand_is_on_the_ledger_and_what_is_not_there_is_refused(records_engine: Engine) -> None:
    for code in ("931", "887"):
        loaded(records_engine, code, synthetic=False)
    with pytest.raises(Refused, match=r"hold no authority 825\. They hold: 887, 931\."):
        remove_from_records(records_engine, "825")
    assert remove_from_records(records_engine, "931") == ["887"]
    assert people(records_engine) == ["887:P1"]
    with records_engine.connect() as connection:
        told = connection.execute(select(loads.c.kind, loads.c.authority_code, loads.c.outcome)).all()[2:]
    assert [tuple(row) for row in told] == [("removed", "825", "refused"), ("removed", "931", "removed")]


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
