"""The chronology as a picture and as a table: the same events on both, and no name but the pseudonym."""

from datetime import date

import pandas as pd

from charts.chronology import chronology_picture, chronology_table, said_of
from charts.theme import as_sent

CHILDREN = pd.DataFrame({"pseudonym": ["Child AB12", "Child CD34"], "age": [11.0, None]})
PLANS = pd.DataFrame(
    {
        "pseudonym": ["Child AB12"],
        "plan_type": ["CP"],
        "began": [pd.Timestamp("2026-05-31")],
        "ended": [pd.Timestamp("2026-10-31")],
    }
)
EVENTS = pd.DataFrame(
    {
        "pseudonym": ["Child CD34", "Child AB12"],
        "day": [pd.Timestamp("2026-10-02"), pd.Timestamp("2026-09-04")],
        "lane": ["Health", "Visit"],
        "words": ["Dentist: not brought", "Visit: seen"],
        "look": [True, False],
    }
)
LANES = ("On a plan", "Visit", "Health")


def drawn(plans: pd.DataFrame, events: pd.DataFrame) -> str:
    chart = chronology_picture(
        CHILDREN, plans, events, lanes=LANES, until=date(2026, 10, 31), title="t", subtitle="s", description="d"
    )
    return str(as_sent(chart))


def test_every_event_stands_on_its_child_s_row() -> None:
    spec = drawn(PLANS, EVENTS)
    for row in ("Child CD34|Health", "Child AB12|Visit", "Child AB12|On a plan", "Child AB12, aged 11"):
        assert row in spec
    assert "2026-05-31" in spec
    assert "'labelOverlap': False" in spec, "every row says what it is"


def test_a_home_of_which_nothing_is_recorded_is_drawn_empty() -> None:
    assert "2025-10-31" in drawn(PLANS.iloc[:0], EVENTS.iloc[:0])


def test_the_table_tells_the_same_newest_first() -> None:
    assert chronology_table(PLANS, EVENTS).to_dict("list") == {
        "Day": ["2 Oct 2026", "4 Sep 2026", "31 May 2026"],
        "Child": ["Child CD34", "Child AB12", "Child AB12"],
        "What": ["Dentist: not brought", "Visit: seen", "Child protection plan, to Oct 2026"],
    }


def test_the_finding_is_said() -> None:
    assert said_of(EVENTS) == "1 of 2 events were missed, late or not done"
    assert said_of(EVENTS.iloc[:0]).startswith("Nothing is recorded")
