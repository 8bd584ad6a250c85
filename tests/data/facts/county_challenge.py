"""Contacts, escalations, supervision and looks of a made-up child, near the edges of their rules."""

from datetime import date, timedelta
from random import Random
from typing import Any, Protocol

from tests.data.facts.oracle_days import in_months


class Child(Protocol):
    """What a child's maker gives."""

    who: str
    day: date
    plans: list[tuple[str, date, date | None]]
    cin: list[tuple[str, date, date | None]]

    def id(self, letter: str) -> str: ...
    def add(self, table: str, *values: Any) -> None: ...


def speak_up(child: Child) -> None:
    """Rows of the four feeds, by draws of their own."""
    rng = Random(f"challenge of {child.who} {child.day}")

    def near(day: date) -> date:
        return day + timedelta(rng.choice((-1, 0, 0, 1)))

    def sometime(start: date) -> date:
        return rng.choice((near(start), near(child.day), near(child.day - timedelta(28)), start + timedelta(40)))

    every = [("CP", *plan) for plan in child.plans] + [("CIN", *plan) for plan in child.cin]
    for kind, plan_id, start, end in every:
        for _ in range(rng.choice((0, 1, 1, 2))):
            begins = rng.choice((near(start), near(in_months(child.day, -6)), start + timedelta(20)))
            if begins < start or (end is not None and begins > end):
                continue
            link = rng.choice(((plan_id, start), (plan_id, None), ("lost", start), (None, None)))
            role, name = rng.choice(
                (("Conference chair", None), (None, "A service"), (None, None), ("Manager", "Unit"))
            )
            reach = rng.choice(("01999 900111", "01999 900112", None))
            ends = rng.choice((None, None, near(child.day)))
            seen = rng.choice((None, near(in_months(child.day, -6)), near(child.day)))
            again = rng.choice((None, near(child.day)))
            row = (kind, *link, role, name, reach, begins, ends, seen, again)
            child.add("ssd_x_plan_escalation_contact", child.id("EC"), child.who, *row)
    for _, _, start, _ in every:
        if rng.random() < 0.4:
            raised = sometime(start)
            closed = rng.choice((None, near(raised + timedelta(7)), near(child.day)))
            due = rng.choice((None, None, near(child.day)))
            stage, came = rng.choice((1, 2, 3, None)), rng.choice(("agreed", "part", "overruled", "withdrawn", "open"))
            row_of = (
                raised,
                due,
                None if closed is None or closed < raised else closed,
                stage,
                came,
                "Health",
                "Police",
            )
            child.add("ssd_x_escalations", child.id("ES"), child.who, *row_of)
        if rng.random() < 0.25:
            child.add("ssd_x_reflective_supervision", child.id("RS"), sometime(start), child.who)
        if rng.random() < 0.25:
            flag = rng.choice(("challenge", "midpoint", "drift"))
            child.add("ssd_x_flag_reviews", child.id("FR"), child.who, None, flag, None, None, sometime(start))
    # At the edges of 90 days and of the 90 before; parents at the edge of a year.
    for back in (90, 120, 180):
        if rng.random() < 0.25:
            child.add("ssd_x_reflective_supervision", child.id("RS"), near(child.day - timedelta(back)), child.who)
    for _ in range(rng.choice((0, 1, 1, 2))):
        on = rng.choice((near(in_months(child.day, -12)), near(child.day)))
        ratings = rng.choice(((3, 2), (3, None), (None, 2), (None, None)))
        child.add("ssd_x_parenting_capacity", child.id("PC"), child.who, on, *ratings)
