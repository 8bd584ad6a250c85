"""Who counts as a child, and between which days. As at 31 October 2026 throughout, over six years."""

from datetime import date

import pandas as pd

from data.households.children import children, there
from tests.data.households.families import AS_AT, frame, records


def window(given: dict[str, pd.DataFrame], years: int = 6) -> pd.DataFrame:
    return children(given, AS_AT, years).set_index("person_id")


def test_those_who_turned_18_inside_the_window_are_kept_and_those_before_it_are_not() -> None:
    """The window opens on 31 October 2020. Turning 18 that day is too early, on the next day it is not."""
    people = window(records({"grown": "2002-10-31", "just": "2002-11-01", "child": "2015-05-05"}))
    assert set(people.index) == {"just", "child"}
    assert people.loc["just", "counts_until"] == pd.Timestamp("2020-11-01")


def test_a_child_counts_from_the_day_of_birth_to_the_day_before_the_eighteenth_birthday() -> None:
    people = window(records({"a": "2008-11-10"}))
    days = ["2008-11-09", "2008-11-10", "2026-11-09", "2026-11-10"]
    assert [bool(there(people, date.fromisoformat(d)).all()) for d in days] == [False, True, True, False]


def test_a_child_who_died_counts_until_the_day_before() -> None:
    people = window(records({"a": 2015}, died={"a": "2024-07-01"}))
    assert [bool(there(people, date(2024, m, d)).all()) for m, d in ((6, 30), (7, 1))] == [True, False]


def test_a_death_or_birthday_before_the_window_leaves_the_person_out() -> None:
    assert window(records({"a": 2015}, died={"a": "2020-10-31"})).empty


def test_an_unborn_child_counts_from_the_first_record_and_not_before_anyone_had_heard() -> None:
    given = records({"heard": None, "silent": None}, expected={"heard": "2027-01-20", "silent": "2027-01-20"})
    plans = [("heard", "2026-09-01"), ("heard", "2026-10-01")]
    given["ssd_cp_plans"] = frame("cppl_person_id cppl_cp_plan_start_date", plans, "cppl_cp_plan_start_date")
    people = window(given)
    assert people.loc["heard", "counts_from"] == pd.Timestamp("2026-09-01")
    assert people.loc["silent", "counts_from"] == pd.Timestamp("2026-04-20"), "nine months before the due date"


def test_a_child_heard_of_before_birth_counts_from_then_but_at_most_nine_months() -> None:
    given = records({"early": "2024-06-15", "mistyped": "2024-06-15", "later": "2024-06-15"})
    given["ssd_cin_episodes"] = frame(
        "cine_person_id cine_referral_date",
        [("early", "2024-05-01"), ("mistyped", "2004-05-01"), ("later", "2025-05-01")],
        "cine_referral_date",
    )
    starts = window(given)["counts_from"].dt.strftime("%Y-%m-%d").to_dict()
    assert starts == {"early": "2024-05-01", "mistyped": "2023-09-15", "later": "2024-06-15"}


def test_a_birth_date_to_come_is_an_unborn_child_too() -> None:
    assert there(window(records({"a": "2026-12-01"})), AS_AT).all()


def test_an_unknown_birth_date_stays_in_unless_the_person_is_somebodys_mother() -> None:
    given = records({"unknown": None, "parent": None, "a": 2015, "typing slip": 2062}, mother={"parent": "a"})
    people = window(given)
    assert set(people.index) == {"unknown", "a", "typing slip"}
    assert people.loc[["unknown", "typing slip"], ["counts_from", "counts_until"]].isna().all(axis=None)
    assert there(people, AS_AT).all()


def test_ids_are_in_order_of_number_not_of_letters() -> None:
    people = children(records({"10": 2015, "9": 2015, "B:1": 2015, "A": 2015}), AS_AT, 6)
    assert people["person_id"].tolist() == ["9", "A", "10", "B:1"]


def test_no_records_at_all_is_no_children() -> None:
    assert children({}, AS_AT, 6).empty
