"""Filters written as words. Every wrong word is answered with what would do."""

import re
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.scope import Scope, local_scope
from data.facts.terms import DISADVANTAGES
from queries.filters import Basis, Filters, Population
from queries.where import LISTS, PLAN_TYPES, UnknownFilter, filters_of, month_end, refuse_outside, refuse_unheld
from tests.queries.by_hand import end, happening, plan, put_in_force

RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("plan_type=CP", {"plan_types": ("CP",)}),
    ("plan_type=CP,CIN", {"plan_types": ("CP", "CIN")}),
    ("team=North", {"teams": ("North",)}),
    ("team=North,South East", {"teams": ("North", "South East")}),
    ("locality=Banbury", {"localities": ("Banbury",)}),
    ("age_band=Under 1,1 to 4", {"age_bands": ("Under 1", "1 to 4")}),
    ("sex=Girl", {"sexes": ("Girl",)}),
    ("ethnicity_group=Mixed", {"ethnicity_groups": ("Mixed",)}),
    ("neurodivergence=Diagnosed", {"neurodivergence": ("Diagnosed",)}),
    ("sen=Not recorded", {"sen": ("Not recorded",)}),
    ("disadvantage=low_income,recent_move", {"disadvantages": ("low_income", "recent_move")}),
    ("basis=initial", {"basis": Basis.INITIAL}),
    ("population=all_cp", {"population": Population.ALL_CP}),
    ("min_disadvantages=3", {"min_disadvantages": 3}),
    ("min_disadvantages=0", {}),
    ("drifting_only=yes", {"drifting_only": True}),
    ("drifting_only=no", {}),
    (" team = North , South ", {"teams": ("North", "South")}),
    ("team=a=b", {"teams": ("a=b",)}),
]


@pytest.mark.parametrize(("word", "chosen"), RIGHT, ids=[word for word, _ in RIGHT])
def test_a_word_sets_its_filter_and_no_other(word: str, chosen: dict[str, Any]) -> None:
    assert filters_of([word]).chosen() == chosen


def test_every_filter_can_be_written() -> None:
    written = {name for _, chosen in RIGHT for name in chosen} | {"month"}
    assert written == {field.name for field in fields(Filters)}


def test_words_add_up_and_the_month_goes_with_them() -> None:
    both = filters_of(["team=North", "plan_type=CP", "basis=latest"], "2024-02")
    assert both == Filters(month=date(2024, 2, 29), teams=("North",), plan_types=("CP",), basis=Basis.LATEST)
    assert filters_of([]) == Filters()


def test_a_list_given_twice_holds_both_and_nothing_twice() -> None:
    assert filters_of(["team=North", "team=South,North"]).teams == ("North", "South")


def test_what_has_one_value_cannot_be_given_twice() -> None:
    for again in ("basis=latest", "drifting_only=no"):
        word = again.replace("latest", "initial").replace("=no", "=yes")
        with pytest.raises(UnknownFilter, match=r"given twice\. Give it once"):
            filters_of([word, again])


WRONG: list[tuple[str, str]] = [
    ("plan_type", "Write name=value, for example plan_type=CP"),
    ("plan_type=", "Write name=value"),
    ("plan_type= ", "Write name=value"),
    ("team=North,", "Write name=value"),
    ("team=,", "Write name=value"),
    ("", "Write name=value"),
    ("=CP", "'' is not a filter. Filters: plan_type, team,"),
    ("colour=red", "'colour' is not a filter. Filters: plan_type, team,"),
    ("teams=North", "'teams' is not a filter. Filters: plan_type, team,"),
    ("Team=North", "'Team' is not a filter. Filters: plan_type, team,"),
    ("month=2026-10", "'month' is not a filter."),
    ("plan_type=cp", "plan_type cannot be cp. It can be: CP, CIN."),
    ("plan_type=CP,CLA,EHE", "plan_type cannot be CLA, EHE. It can be: CP, CIN."),
    ("disadvantage=poverty", "disadvantage cannot be poverty. It can be: low_income,"),
    ("basis=first", "basis cannot be first. It can be: either, initial, latest."),
    ("basis=initial,latest", "basis cannot be initial,latest. It can be: either, initial, latest."),
    (
        "population=all",
        "population cannot be all. It can be: neglect_cp, neglect_cin, neglect_cohort, all_cp, everyone.",
    ),
    ("min_disadvantages=many", "min_disadvantages cannot be many. It can be: 0, 1, 2,"),
    ("min_disadvantages=-1", "min_disadvantages cannot be -1."),
    ("min_disadvantages=12", "min_disadvantages cannot be 12. It can be: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11."),
    ("min_disadvantages=²", "min_disadvantages cannot be ²."),
    ("min_disadvantages=1.5", "min_disadvantages cannot be 1.5."),
    ("drifting_only=true", "drifting_only cannot be true. It can be: yes, no."),
]


@pytest.mark.parametrize(("word", "says"), WRONG, ids=[word or "nothing" for word, _ in WRONG])
def test_a_wrong_word_is_answered_with_what_would_do(word: str, says: str) -> None:
    with pytest.raises(UnknownFilter, match=re.escape(says)):
        filters_of(["plan_type=CP", word] if not word.startswith("plan_type") else [word])


def test_every_filter_there_is_is_named_to_whoever_writes_one_there_is_not() -> None:
    with pytest.raises(UnknownFilter) as told:
        filters_of(["colour=red"])
    for name in (*LISTS, "basis", "population", "min_disadvantages", "drifting_only"):
        assert name in str(told.value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10", date(2026, 10, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 28)),
        ("2026-12", date(2026, 12, 31)),
    ],
)
def test_a_month_is_its_last_day(text: str, day: date) -> None:
    assert month_end(text) == day


@pytest.mark.parametrize(
    "text",
    ["2026", "2026-13", "2026-00", "10-2026", "2026-10-05", "October 2026", "2026/10", "", " ", "today", "0000-01"],
)
def test_what_is_not_a_month_is_answered_with_how_to_write_one(text: str) -> None:
    with pytest.raises(UnknownFilter, match=re.escape(f"'{text}' is not a month. Write it as 2026-10.")):
        filters_of([], text)


def test_a_name_that_is_nowhere_in_the_facts_is_refused_with_those_that_are(facts_url: str) -> None:
    """South has had referrals and has no children on plans: it is a team all the same."""
    put_in_force(
        facts_url,
        plans=[plan("P1", team="North", sex="Girl"), plan("P2", team="West", team_id="T2", sex=None)],
        events=[happening("referral", "2026-10-01", team="South")],
    )
    every = local_scope()
    refuse_unheld(every, filters_of([]))
    refuse_unheld(every, filters_of(["team=North,South", "sex=Girl", "plan_type=CIN", "disadvantage=recent_move"]))
    with pytest.raises(UnknownFilter, match=r"^team cannot be Nroth here\. It can be: North, South, West\.$"):
        refuse_unheld(every, filters_of(["team=North,Nroth"]))
    with pytest.raises(UnknownFilter, match=r"^sex cannot be Boy here\. It can be: Girl\.$"):
        refuse_unheld(every, filters_of(["sex=Boy"]))


def test_names_outside_the_scope_are_neither_taken_nor_told(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", team="North"), plan("P2", team="West", team_id="T2")])
    with pytest.raises(UnknownFilter, match=r"^team cannot be West here\. It can be: North\.$"):
        refuse_unheld(Scope(None, ("T1",), False, exact=True), filters_of(["team=West"]))


def test_a_month_outside_the_data_is_refused_with_those_inside(facts_url: str) -> None:
    """The first and the last month of the data are inside."""
    put_in_force(facts_url, plans=[plan("P1")], authorities=[{"first_month": end("2026-08")}])
    every = local_scope()
    for month in (None, "2026-08", "2026-09", "2026-10"):
        refuse_outside(every, filters_of([], month))
    for month in ("2026-07", "2026-11"):
        with pytest.raises(UnknownFilter, match=rf"^{month} lies outside the data, which runs from 2026-08 to 2026-10"):
            refuse_outside(every, filters_of([], month))
    refuse_outside(Scope((), None, False, exact=True), filters_of([], "1999-05"))


def test_a_month_outside_the_data_is_refused_with_the_months_there_are(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], authorities=[{"first_month": date(2025, 4, 30)}])
    every = local_scope()
    for inside in ("2025-04", "2026-10"):
        refuse_outside(every, filters_of([], inside))
    for outside in ("2025-03", "2026-11"):
        with pytest.raises(UnknownFilter, match=r"lies outside the data, which runs from 2025-04 to 2026-10\."):
            refuse_outside(every, filters_of([], outside))
    refuse_outside(every, filters_of([]))


@given(st.text(max_size=30))
def test_any_text_at_all_is_a_filter_or_is_refused_plainly(word: str) -> None:
    try:
        filters_of([word])
    except UnknownFilter as refusal:
        assert "is not a filter" in str(refusal) or "cannot be" in str(refusal)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "plan_types": st.lists(st.sampled_from(PLAN_TYPES), min_size=1, unique=True).map(tuple),
            "disadvantages": st.lists(st.sampled_from(list(DISADVANTAGES)), min_size=1, unique=True).map(tuple),
            "teams": st.lists(st.sampled_from(["North", "South East", "Ä & b"]), min_size=1, unique=True).map(tuple),
            "basis": st.sampled_from([Basis.INITIAL, Basis.LATEST]),
            "population": st.sampled_from(list(Population)),
            "min_disadvantages": st.integers(1, 11),
        },
    )
)
def test_what_is_written_is_what_is_read(chosen: dict[str, Any]) -> None:
    word_of = {field: word for word, field in LISTS.items()}
    words = [
        f"{word_of.get(name, name)}={','.join(map(str, value)) if isinstance(value, tuple) else value}"
        for name, value in chosen.items()
    ]
    assert filters_of(words).chosen() == chosen
