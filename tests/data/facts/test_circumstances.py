"""Heritage, language, moves and help, counted a second time in plain Python, child by child and day by day."""

import random
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data.facts.asof import NO_DAY, day_number
from data.facts.attendance import Attendance
from data.facts.circumstances import Circumstances
from data.facts.months import PlanMonths
from data.facts.needed import NEEDED
from data.facts.people import People
from data.facts.read import Authority, Records
from data.practice import Practice
from tests.data.facts.oracle_days import elapsed_working_days, in_months

AS_AT = date(2026, 9, 30)
Rows = dict[str, list[dict[str, object]]]


def records(rows: Rows, as_at: date = AS_AT, told_until: dict[str, int] | None = None) -> Records:
    """Records of one authority; what is not given is empty."""
    tables = {}
    for name, columns in NEEDED.items():
        frame = pd.DataFrame(rows.get(name, []), columns=list(columns), dtype=object)
        for column in columns:
            if column.endswith(("_date", "_dob", "_period_start", "_period_end")):
                frame[column] = pd.to_datetime(frame[column])
            elif "_sessions_" in column:
                frame[column] = pd.to_numeric(frame[column])
        tables[name] = frame
    persons = pd.Index(tables["ssd_person"]["pers_person_id"])
    previous = pd.DataFrame(columns=["person_id", "plan_start", "previous_plans"])
    return Records(Authority("A", "A", as_at, "demo", True, None, 0, 0), tables, persons, previous, told_until or {})


def asked(held: Records, day: date) -> tuple[np.ndarray, np.ndarray]:
    who = np.arange(len(held.persons), dtype=np.int64)
    return who, np.full(len(who), day_number(day), dtype=np.int64)


def person(who: str, code: str | None = "WBRI") -> dict[str, object]:
    return {"pers_person_id": who, "pers_ethnicity": code}


def answers(column: "pd.Series[int]") -> list[int | None]:
    return [None if pd.isna(value) else int(value) for value in column]


# --- Heritage ---

SAID = {
    "Romany Gypsy on the mother's side": 1,
    "gypsies": 1,
    "Roma": 1,
    "Romani": 1,
    "Irish Traveller": 1,
    "Pavee": 1,
    "Romanian": 0,
    "White British": 0,
    "Traveller's cheque clerk": 1,
    "Aromatic": 0,
}


@pytest.mark.parametrize(("said", "ours"), SAID.items())
def test_what_a_family_says_of_itself_counts_as_much_as_the_code(said: str, ours: int) -> None:
    held = records(
        {
            "ssd_person": [person("CODED", "WROM"), person("SAYS"), person("BLANK", None), person("REFUSED", "REFU")],
            "ssd_x_heritage": [
                {"heri_person_id": who, "heri_self_described": said, "heri_described_date": date(2026, 1, 1)}
                for who in ("CODED", "SAYS", "BLANK")
            ],
        }
    )
    found = Circumstances(held).grt(*asked(held, AS_AT))
    assert answers(found["grt"]) == [1, ours, ours, None]
    assert answers(found["grt_coded"]) == [1, 0, None, None]
    assert Circumstances(held).heritage(*asked(held, AS_AT)).tolist()[:3] == [said] * 3


def test_the_last_thing_said_by_the_day_holds_and_nothing_before_it_was_said() -> None:
    told = [("2026-03-01", "Irish Traveller"), ("2026-06-01", "White Irish"), ("2026-07-01", None)]
    rows = [
        {"heri_person_id": "A", "heri_self_described": words, "heri_described_date": date.fromisoformat(day)}
        for day, words in told
    ]
    held = records({"ssd_person": [person("A", None)], "ssd_x_heritage": rows})
    around = Circumstances(held)
    days = ["2026-02-28", "2026-03-01", "2026-05-31", "2026-06-01", "2026-09-30"]
    found = [answers(around.grt(*asked(held, date.fromisoformat(day)))["grt"])[0] for day in days]
    assert found == [None, 1, 1, 0, 0]


# --- Language ---


def test_used_is_asked_only_of_who_needs_an_interpreter_and_a_barrier_is_what_needs_one() -> None:
    def spoke(who: str, needed: str | None, used: str | None = None) -> dict[str, object]:
        return {
            "lang_person_id": who,
            "lang_interpreter_needed": needed,
            "lang_interpreter_used": used,
            "lang_from_date": date(2026, 1, 1),
        }

    held = records(
        {
            "ssd_person": [person(who) for who in ("YES", "UNUSED", "UNSAID", "NO", "SILENT", "TRANSLATED")],
            "ssd_x_language": [
                spoke("YES", "Y", "Y"),
                spoke("UNUSED", "Y", "N"),
                spoke("UNSAID", "Y"),
                spoke("NO", "N", "Y"),
            ],
            "ssd_x_disadvantage": [{"disv_person_id": "TRANSLATED", "disv_type": "translated interview"}],
        }
    )
    found = Circumstances(held).interpreter(*asked(held, AS_AT))
    assert answers(found["interpreter_needed"]) == [1, 1, 1, 0, None, None]
    assert answers(found["interpreter_used"]) == [1, 0, None, None, None, None]
    assert answers(People(held).disadvantages(*asked(held, AS_AT))["language_barrier"]) == [1, 1, 1, 0, None, 1]


# --- School age ---


@pytest.mark.parametrize(
    "day", [date(2026, 8, 30), date(2026, 8, 31), date(2026, 9, 1), date(2026, 12, 31), date(2024, 2, 29)]
)
def test_school_age_is_five_to_fifteen_on_the_last_of_august_before(day: date) -> None:
    pupils = Attendance(records({}))
    august = date(day.year, 8, 31)
    # The school year begins on 1 September: on 31 August the old one still stands.
    august = august if august < day else date(day.year - 1, 8, 31)
    births = [
        august.replace(year=august.year - years) + timedelta(days)
        for years in (4, 5, 6, 15, 16, 17)
        for days in (-1, 0, 1)
    ]
    years = [august.year - born.year - ((august.month, august.day) < (born.month, born.day)) for born in births]
    born = np.array([*map(day_number, births), NO_DAY], dtype=np.int64)
    who, at = np.zeros(len(born), dtype=np.int64), np.full(len(born), day_number(day), dtype=np.int64)
    found = pupils.columns(who, at, born)["school_age"]
    assert answers(found) == [*(int(5 <= age <= 15) for age in years), None]


# --- Moved in, and the history ---


def told(rows: Rows, who: str, day: date, working_days: int = 10) -> tuple[int | None, ...]:
    """(moved_in_24m, history_asked, history_obtained, history_held) of one child, by loops."""
    moved = [
        row["disv_from_date"]
        for row in rows["ssd_x_disadvantage"]
        if row["disv_person_id"] == who and "recent move" in str(row["disv_type"])
    ]
    checks = [row for row in rows["ssd_x_previous_area_checks"] if row["pach_person_id"] == who]
    moved += [row["pach_moved_in_date"] for row in checks]
    before = sorted(one for one in moved if isinstance(one, date) and one <= day)
    if not before:
        return None, None, None, None
    latest = before[-1]
    if in_months(latest, 24) < day:
        return 0, None, None, None
    referred = sorted(
        row["cine_referral_date"]  # type: ignore[type-var]
        for row in rows["ssd_cin_episodes"]
        if row["cine_person_id"] == who and latest <= row["cine_referral_date"] <= day  # type: ignore[operator]
    )
    if not referred:
        return 1, None, None, None
    first = referred[0]
    began = min(row["pach_sent_date"] for row in rows["ssd_x_previous_area_checks"] if row["pach_sent_date"])  # type: ignore[type-var]
    known = began <= first  # type: ignore[operator]
    sent = any(row["pach_sent_date"] and latest <= row["pach_sent_date"] <= day for row in checks)  # type: ignore[operator]
    came = sorted(
        row["pach_answered_date"]
        for row in checks
        if row["pach_answered_date"] and latest <= row["pach_answered_date"] <= day
    )  # type: ignore[operator, type-var]
    asked_for = int(sent) if known or sent else None
    if came:
        return 1, asked_for, int(elapsed_working_days(first, came[0]) <= working_days), 1  # type: ignore[arg-type]
    waits = elapsed_working_days(first, day) <= working_days  # type: ignore[arg-type]
    return 1, asked_for, 0 if known and not waits else None, 0 if known else None


def random_moves(seed: int) -> Rows:
    rng = random.Random(seed)
    rows: Rows = {
        name: [] for name in ("ssd_person", "ssd_x_disadvantage", "ssd_x_previous_area_checks", "ssd_cin_episodes")
    }

    def near(day: date, *days: int) -> date:
        return day + timedelta(rng.choice(days))

    for number in range(150):
        who = f"P{number}"
        rows["ssd_person"].append(person(who))
        moved = near(in_months(AS_AT, -rng.choice((1, 12, 23, 24, 25))), -1, 0, 1)
        if rng.random() < 0.7:
            kind = rng.choice(("recent move between authorities", "recent move between authorities", "other"))
            rows["ssd_x_disadvantage"].append({"disv_person_id": who, "disv_type": kind, "disv_from_date": moved})
        referred = [near(moved, -30, -1, 0, 1, 60) for _ in range(rng.choice((0, 1, 1, 2)))]
        if rng.random() < 0.3:
            referred.append(near(AS_AT, -21, -15, -14, -13, -1, 0))
        for day in referred:
            rows["ssd_cin_episodes"].append({"cine_person_id": who, "cine_referral_date": min(day, AS_AT)})
        if rng.random() < 0.7:
            sent = near(referred[0] if referred else moved, -2, 0, 3, 8)
            answered = near(referred[0] if referred else moved, -40, 10, 13, 14, 15, 16, 200)
            rows["ssd_x_previous_area_checks"].append(
                {
                    "pach_person_id": who,
                    "pach_moved_in_date": rng.choice((None, moved, near(moved, -400))),
                    "pach_sent_date": sent if sent <= AS_AT else None,
                    "pach_answered_date": answered if answered <= AS_AT and rng.random() < 0.8 else None,
                }
            )
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_moves_and_histories_are_those_counted_by_loops(seed: int) -> None:
    rows = random_moves(seed)
    held = records(rows)
    around = Circumstances(held)
    seen = set()
    for day in (AS_AT, date(2026, 6, 30), date(2025, 1, 31)):
        found = around.moved_in(*asked(held, day), Practice())
        names = ["moved_in_24m", "history_asked", "history_obtained", "history_held"]
        mine = list(zip(*(answers(found[name]) for name in names), strict=True))
        expected = [told(rows, str(who), day) for who in held.persons]
        assert mine == expected
        seen.update(mine)
    assert len(seen) > 7


def test_before_checks_were_recorded_and_after_they_stopped_it_is_not_known_whether_any_was_made() -> None:
    rows: Rows = {
        "ssd_person": [person("EARLY"), person("LATE"), person("ANSWERED")],
        "ssd_x_disadvantage": [
            {"disv_person_id": who, "disv_type": "recent move between authorities", "disv_from_date": moved}
            for who, moved in (("EARLY", date(2025, 1, 1)), ("LATE", date(2026, 4, 1)), ("ANSWERED", date(2026, 4, 1)))
        ],
        "ssd_cin_episodes": [
            {"cine_person_id": "EARLY", "cine_referral_date": date(2025, 2, 3)},
            {"cine_person_id": "LATE", "cine_referral_date": date(2026, 4, 7)},
            {"cine_person_id": "ANSWERED", "cine_referral_date": date(2026, 4, 7)},
        ],
        "ssd_x_previous_area_checks": [
            {"pach_person_id": "ANSWERED", "pach_sent_date": date(2026, 4, 8), "pach_answered_date": date(2026, 4, 10)}
        ],
    }

    def obtained(held: Records) -> list[int | None]:
        return answers(Circumstances(held).moved_in(*asked(held, AS_AT), Practice())["history_obtained"])

    # Nothing was written down before 8 April 2026, the day after LATE was referred.
    assert obtained(records(rows)) == [None, None, 1]
    rows["ssd_x_previous_area_checks"].append({"pach_person_id": "EARLY", "pach_sent_date": date(2025, 2, 3)})
    assert obtained(records(rows)) == [0, 0, 1]
    stopped = {"ssd_x_previous_area_checks": day_number(date(2026, 6, 30))}
    assert obtained(records(rows, told_until=stopped)) == [None, None, 1]
    rows["ssd_x_previous_area_checks"].clear()
    assert obtained(records(rows)) == [None, None, None]


# --- Help ---


def test_help_is_a_live_action_of_a_plan_on_things_money_or_a_home() -> None:
    """Not one on the home's condition, nor a parent's; not one done or withdrawn; not one of a plan that has ended."""
    start, ended = date(2026, 3, 2), date(2026, 8, 3)

    def on_plan(who: str, end: date | None = None) -> dict[str, object]:
        return {
            "cppl_cp_plan_id": f"plan of {who}",
            "cppl_person_id": who,
            "cppl_cp_plan_start_date": start,
            "cppl_cp_plan_end_date": end,
            "cppl_cp_plan_initial_category": "Neglect",
            "cppl_cp_plan_latest_category": "Neglect",
        }

    def action(who: str, theme: str, status: str = "open", done: date | None = None) -> dict[str, object]:
        return {
            "pact_person_id": who,
            "pact_plan_type": "CP",
            "pact_plan_id": f"plan of {who}",
            "pact_neglect_theme": theme,
            "pact_original_due_date": date(2026, 10, 5),
            "pact_status": status,
            "pact_completed_date": done,
            "pact_recorded_date": date(2026, 3, 9),
        }

    themes = {
        "MATERIAL": action("MATERIAL", "Material help"),
        "HOUSING": action("HOUSING", "housing"),
        "MONEY": action("MONEY", "financial support"),
        "HOME": action("HOME", "home conditions"),
        "PARENT": action("PARENT", "parental mental health"),
        "DONE": action("DONE", "material help", "complete", date(2026, 9, 29)),
        "LATER": action("LATER", "material help", "complete", date(2026, 10, 20)),
        "WITHDRAWN": action("WITHDRAWN", "material help", "withdrawn"),
        "ENDED": action("ENDED", "material help"),
        "NONE": action("HOME", "routines"),
    }
    held = records(
        {
            "ssd_person": [person(who) for who in themes],
            "ssd_cp_plans": [on_plan(who, ended if who == "ENDED" else None) for who in themes],
            "ssd_x_plan_actions": list(themes.values()),
        }
    )
    actions = PlanMonths(held, Practice()).actions
    found = actions.with_material_help(*asked(held, AS_AT))
    assert {who for who, helped in zip(themes, found, strict=True) if helped} == {
        "MATERIAL",
        "HOUSING",
        "MONEY",
        "LATER",
    }
    assert not actions.with_material_help(*asked(held, date(2026, 3, 8))).any()
