"""Small made-up counties whose dates crowd round the edges of the rules. Seeded: one seed, one county.

Every child has a day of interest (the data's last day, or an earlier month-end), and what happens to the child is
placed so many months, days or working days from it, a day before or a day after. One old row in each table says that
every feed began long ago, so that nothing here is "not recorded yet".
"""

from datetime import date, timedelta
from random import Random
from typing import Any

import pandas as pd

from tests.data.facts.county_challenge import speak_up
from tests.data.facts.county_tables import TABLES
from tests.data.facts.oracle_days import in_months, month_end, nth_working_day
from tests.data.facts.oracle_plans import Row

County = dict[str, list[Row]]

CATEGORIES = ("Neglect", "NEG", "Emotional abuse", "PHY", "Multiple", "Multiple: Physical abuse, Neglect", None)
THEMES = ("health", "education", "dental", "parental mental health", "routines", None)
TOOLS = (("Graded Care Profile 2", "2", "Y"), ("Graded Care Profile 2", "3", "Y"), ("Local checklist", "1", "N"))
HOME_RECORD = ("Framework for Recording the Condition of a Home", "1", "N")
FACTORS = ("16A", "3B", "4B", "1B", "2B", "5B", "6B", "7A", "2A", "17A")
COLUMNS = {table: names.split() for table, names in TABLES.items()}


def empty_county() -> County:
    return {table: [] for table in COLUMNS}


def add(county: County, table: str, *values: Any) -> None:
    """One row, its columns in the order of TABLES; those left out at the end are empty."""
    names = COLUMNS[table]
    county[table].append(dict(zip(names, [*values, *[None] * (len(names) - len(values))], strict=True)))


def frames(county: County) -> dict[str, pd.DataFrame]:
    return {table: pd.DataFrame(rows, columns=COLUMNS[table], dtype=object) for table, rows in county.items() if rows}


def make(seed: int, as_at: date, children: int, months: int, prefix: str = "P") -> County:
    """A county of so many children, with days of interest in the `months` months to as_at."""
    rng = Random(seed)
    county = empty_county()
    began_long_ago(county, prefix)
    for number in range(children):
        back = 0 if rng.random() < 0.4 else rng.randrange(1, months)
        day = as_at if back == 0 else month_end(in_months(as_at.replace(day=1), -back))
        Maker(rng, county, f"{prefix}{number:04}", day, as_at).everything()
    return county


def began_long_ago(county: County, prefix: str) -> None:
    """A grown woman's rows from when she was a girl: every feed has held something since 2005."""
    who, day = f"{prefix}OLD", date(2005, 6, 1)
    add(county, "ssd_person", who, date(1990, 1, 1))
    add(county, "ssd_department", f"{who}DEPT", "First Team")
    add(county, "ssd_cp_visits", f"{who}V", who, None, day, "Y")
    add(county, "ssd_cp_reviews", f"{who}R", who, None, None, day)
    add(county, "ssd_pre_proceedings", f"{who}P", who, day)
    add(county, "ssd_x_plan_actions", f"{who}A", who, "CP", None, day, None, day, day, 0, day, "complete")
    add(county, "ssd_x_escalations", f"{who}E", who, day)
    add(county, "ssd_x_plan_escalation_contact", f"{who}C", who, "CP", None, day, "Chair", None, "01999", day, day)
    add(county, "ssd_x_reflective_supervision", f"{who}RS", day, who)
    add(county, "ssd_x_flag_reviews", f"{who}F", who, None, "challenge", None, None, day)
    add(county, "ssd_x_core_group_meetings", f"{who}G", who, "CP", day, day, "core group", "Y")
    add(county, "ssd_x_neglect_tools", f"{who}T", who, *TOOLS[0][:2], day, 3.0, 1.0, 5.0, "Y")
    add(county, "ssd_x_parenting_capacity", f"{who}PC", who, day, 3, 3)
    add(county, "ssd_x_neglect_tool_items", f"{who}I", f"{who}T", "physical", 3.0, who)
    add(county, "ssd_x_health_appointments", f"{who}H", who, day, "5", "N")
    add(county, "ssd_x_school_attendance", f"{who}S", who, day, day + timedelta(30), 40, 1, 0)
    add(county, "ssd_x_neurodiversity", f"{who}N", who, "suspected", day)
    add(county, "ssd_x_disadvantage", f"{who}D", who, "other", day)


class Maker:
    """Makes one child. `day` is the day the child's dates crowd round."""

    def __init__(self, rng: Random, county: County, who: str, day: date, as_at: date) -> None:
        self.rng, self.county, self.who, self.day, self.as_at = rng, county, who, day, as_at
        self.count = 0
        # Draws of its own, so that what is drawn with them leaves the rest of the county as it was.
        self.more = Random(f"{who} {day}")
        self.plans: list[tuple[str, date, date | None]] = []
        self.cin: list[tuple[str, date, date | None]] = []

    def id(self, letter: str) -> str:
        self.count += 1
        return f"{self.who}{letter}{self.count}"

    def add(self, table: str, *values: Any) -> None:
        add(self.county, table, *values)

    def near(self, day: date) -> date:
        return day + timedelta(self.rng.choice((-1, 0, 0, 1)))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def back(self) -> date:
        """A day some edge's length before the day of interest."""
        if self.chance(0.2):
            return self.day - timedelta(self.rng.choice((729, 730, 731)))
        return self.near(in_months(self.day, -self.rng.choice((0, 1, 3, 3, 6, 6, 9, 12, 15, 15, 15, 21, 24))))

    def everything(self) -> None:
        self.cp_plans()
        self.cin_plans()
        self.person()
        for plan_id, start, end in self.plans:
            self.reviews(plan_id, start, end)
            self.visits(plan_id, start, end)
        self.front_door()
        self.practice()
        self.tools()
        self.health_and_school()
        self.needs()
        speak_up(self)

    def person(self) -> None:
        kind = self.rng.random()
        born: date | None = self.day - timedelta(self.rng.randrange(200, 17 * 365))
        expected = None
        first = min((start for _, start, _ in self.plans + self.cin), default=self.day)
        if kind < 0.08:
            born = self.near(in_months(self.day, -18 * 12))
        elif kind < 0.12:
            born = None
        elif kind < 0.16:
            born, expected = None, self.as_at + timedelta(self.rng.choice((1, 2, 90, -2000)))
        elif kind < 0.24:
            born = first + timedelta(self.rng.choice((1, 15, 40, 90)))
        elif kind < 0.30:
            born = self.near(in_months(self.day, -12 * self.rng.choice((1, 5, 10, 16))))
        elif kind < 0.33:
            born = date(2012, 2, 29)
        died = self.near(self.day) if self.chance(0.05) else None
        group = self.rng.choice(("WBRI", "WBRI", "WROM", "BAFR", "REFU", "NOBT", None))
        flag = self.rng.choice(("Y", "N", None, None))
        self.add("ssd_person", self.who, born, expected, died, self.rng.choice("FMU"), group, flag)

    def cp_plans(self) -> None:
        start = self.back()
        end = self.rng.choice((None, None, None, self.day, self.near(self.day), self.day + timedelta(100)))
        for _ in range(self.rng.choice((0, 1, 1, 1, 1, 2, 2, 3))):
            if end is not None and end <= start:
                end = start + timedelta(self.rng.choice((0, 30, 30)))
            if start not in [held for _, held, _ in self.plans]:
                self.one_plan(start, end)
            end = self.earlier_end(start)
            start = end - timedelta(self.rng.choice((30, 120, 400, 729, 730)))

    def earlier_end(self, start: date) -> date:
        if self.chance(0.3):
            return self.near(in_months(start, -self.rng.choice((12, 24))))
        return start - timedelta(self.rng.choice((-40, -1, 0, 1, 26, 27, 28, 29, 60)))

    def one_plan(self, start: date, end: date | None) -> None:
        plan_id, conference_id = self.id("CP"), self.id("IC")
        initial = self.rng.choice(CATEGORIES)
        latest = initial if self.chance(0.7) else self.rng.choice(CATEGORIES)
        ola = "Y" if self.chance(0.1) else self.rng.choice(("N", None))
        way = "none" if ola == "Y" else self.rng.choice(("both", "both", "by conference", "by plan", "by day", "none"))
        day = start if way in ("by day", "none") else start - timedelta(self.rng.choice((0, 0, 0, 1, 3, -2)))
        if way != "none":
            self.conference(conference_id, plan_id if way in ("both", "by plan") else None, day)
        linked = conference_id if way in ("both", "by conference") else None
        self.add("ssd_cp_plans", plan_id, self.who, linked, start, end, ola, initial, latest)
        if ola != "Y" and not (end is not None and end <= start):
            self.plans.append((plan_id, start, end))

    def conference(self, conference_id: str, plan_id: str | None, day: date) -> None:
        enquiry: str | None = self.id("S4")
        if self.chance(0.8):
            begun = day - timedelta(self.rng.choice((0, 7, 19, 20, 21, 22, 23, 24, 40)))
            self.add("ssd_s47_enquiry", enquiry, self.who, begun)
        enquiry = self.rng.choice((enquiry, enquiry, None, "lost"))
        moved = "Y" if self.chance(0.08) else "N"
        self.add("ssd_initial_cp_conference", conference_id, self.who, enquiry, plan_id, moved, day, "Y")

    def cin_plans(self) -> None:
        for _ in range(self.rng.choice((0, 0, 1, 1, 2))):
            ends = [end for _, _, end in self.plans if end is not None]
            if ends and self.chance(0.6):
                start = self.rng.choice(ends) + timedelta(self.rng.choice((-30, 0, 0, 1, 27, 28)))
            else:
                start = self.back()
            if start in [held for _, held, _ in self.cin]:
                continue
            end = self.rng.choice((None, None, self.near(self.day), start + timedelta(self.rng.choice((20, 200)))))
            if end is not None and end <= start:
                end = None
            plan_id = self.id("CN")
            self.cin.append((plan_id, start, end))
            self.add("ssd_cin_plans", plan_id, self.who, start, end)

    def reviews(self, plan_id: str, start: date, end: date | None) -> None:
        due = in_months(start, 3)
        if self.chance(0.1):
            self.add("ssd_cp_reviews", self.id("R"), self.who, plan_id, None, start)
        for _ in range(self.rng.choice((0, 1, 2, 3, 4, 4))):
            held = due + timedelta(self.rng.choice((-20, -3, -1, 0, 0, 0, 1, 30)))
            too_late = held > (end or self.as_at + timedelta(20))
            held_or_not = self.rng.choice((None, end)) if too_late else held
            link = self.rng.choice((plan_id, plan_id, None, "lost"))
            self.add("ssd_cp_reviews", self.id("R"), self.who, link, due, held_or_not)
            due = in_months(held, 6)

    def visits(self, plan_id: str, start: date, end: date | None) -> None:
        days = {start + timedelta(self.rng.choice((0, 1, 5)))} if self.chance(0.5) else set()
        day = start
        for _ in range(self.rng.randrange(9)):
            day = nth_working_day(day, self.rng.choice((5, 14, 15, 15, 16, 25)))
            days.add(day)
        if self.chance(0.6):
            due = self.near(self.day)
            days.add(next(d for d in (due - timedelta(n) for n in range(18, 40)) if nth_working_day(d, 15) <= due))
        for when in sorted(days):
            taken = {row["cppv_cp_visit_date"] for row in self.county["ssd_cp_visits"][-20:]}
            if when < start or when > (end or self.as_at + timedelta(10)) or when in taken:
                continue
            visit_id = self.id("V")
            seen = self.rng.choice(("Y",) * 6 + ("N", None))
            alone = self.rng.choice(("Y", "N", None)) if seen == "Y" else None
            self.add("ssd_cp_visits", visit_id, self.who, self.rng.choice((plan_id, None)), when, seen, alone)
            if self.chance(0.2):
                self.add("ssd_cin_visits", visit_id, self.who, when, seen)
        if self.chance(0.2):
            self.add("ssd_cin_visits", self.id("W"), self.who, self.near(self.day - timedelta(60)), "N")

    def front_door(self) -> None:
        day = min((start for _, start, _ in self.plans + self.cin), default=self.day) - timedelta(40)
        referred = []
        for _ in range(self.rng.choice((0, 1, 1, 2, 3))):
            referred.append((self.id("RF"), day))
            need = self.rng.choice(("N1", "N1", "N7", None))
            self.add("ssd_cin_episodes", referred[-1][0], self.who, day, need)
            day = min(self.as_at, self.rng.choice((day, self.near(in_months(day, 12)), day + timedelta(100))))
        twice_in_a_day = len({when for _, when in referred}) < len(referred)
        finished = set()
        for _ in range(self.rng.choice((0, 1, 2, 3))):
            link, referral = self.rng.choice(referred) if referred else (None, day)
            done: date | None = self.near(nth_working_day(referral, 45)) if self.chance(0.4) else self.near(self.day)
            start = min(referral + timedelta(self.rng.choice((0, 0, 1, 5))), done)
            if done in finished or done > self.as_at:
                continue
            finished.add(done)
            if self.chance(0.15):
                done = None
            if not twice_in_a_day:
                link = self.rng.choice((link, link, None, "lost"))
            assessment = self.id("AS")
            self.add("ssd_cin_assessments", assessment, self.who, link, start, done)
            codes = self.rng.sample(FACTORS, self.rng.choice((1, 2, 4)))
            text = (
                "[" + ", ".join(f'"{code}"' for code in sorted({*codes, *(["16A"] if self.chance(0.6) else [])})) + "]"
            )
            if self.chance(0.9):
                self.add("ssd_assessment_factors", self.id("AF"), assessment, text[:-1] if self.chance(0.1) else text)
        if self.chance(0.1):
            self.add("ssd_initial_cp_conference", self.id("IC"), self.who, None, None, "N", self.near(self.day), "N")

    def practice(self) -> None:
        plans = [("CP", *plan) for plan in self.plans] + [("CIN", *plan) for plan in self.cin]
        for kind, plan_id, start, _ in plans:
            for _ in range(self.rng.choice((0, 0, 1, 2, 3))):
                self.action(kind, plan_id, start)
        for table, letter in (("ssd_pre_proceedings", "PP"), ("ssd_x_escalations", "E")):
            for _, start, _ in self.plans:
                if self.chance(0.25):
                    when = self.rng.choice((self.near(start), self.near(self.day), start + timedelta(50)))
                    self.add(table, self.id(letter), self.who, when)
        for _, start, end in self.plans:
            due = nth_working_day(start, 10)
            for _ in range(self.rng.choice((0, 0, 1, 2, 3))):
                if due > (end or date.max):
                    break
                held = self.rng.choice((None, due, due + timedelta(1), due - timedelta(1)))
                told = None if held is None else self.rng.choice(("Y", "Y", "N", None))
                self.add("ssd_x_core_group_meetings", self.id("G"), self.who, "CP", due, held, "core group", told)
                due = self.rng.choice((due + timedelta(42), self.near(self.day), due + timedelta(43)))

    def action(self, kind: str, plan_id: str, start: date) -> None:
        first = self.day + timedelta(self.rng.choice((-30, -29, -28, -1, 0, 1, 40)))
        if first < start:
            first = start + timedelta(20)
        again = self.rng.choice((0, 0, 1, 2, 3))
        due = first + timedelta(28 * again)
        status = self.rng.choice(("open", "open", "open", "complete", "not met", "withdrawn"))
        done = None if status in ("open", "withdrawn") else self.near(self.day)
        link, link_start = self.rng.choice(((plan_id, start), (plan_id, None), ("lost", start), (None, start)))
        original = None if again == 0 and self.chance(0.3) else first
        theme = self.rng.choice(THEMES)
        agreed = self.more.choice((None, start, first - timedelta(self.more.choice((10, 14, 15, 40, 90)))))
        owner = self.more.choice((("Health", None), (None, "School nurse"), (None, None)))
        values = (link, link_start, theme, due, original, again, done, status, agreed, *owner)
        self.add("ssd_x_plan_actions", self.id("A"), self.who, kind, *values)

    def tools(self) -> None:
        tool = self.rng.choice(TOOLS)
        days = set()
        for _ in range(self.rng.choice((0, 0, 1, 2, 2, 3))):
            ago = self.rng.choice((0, 1, 3, 6, 6, 9, 12))
            days.add(self.near(in_months(self.day, -ago)))
        for when in sorted(days):
            name, version, worse = tool if self.chance(0.8) else self.rng.choice((*TOOLS, HOME_RECORD))
            tool_id = self.id("T")
            about = self.rng.choice((self.who, self.who, None))
            low = self.rng.choice((3.0, 4.0, 5.0))
            self.add("ssd_x_neglect_tools", tool_id, about, name, version, when, None, 1.0, 5.0, worse)
            for domain in ("physical", "safety"):
                score = min(5.0, low + self.rng.choice((0.0, 0.0, 1.0)))
                turned = score if worse == "Y" else 6.0 - score
                named = self.who if about is None else self.rng.choice((self.who, None))
                self.add("ssd_x_neglect_tool_items", self.id("I"), tool_id, domain, turned, named)

    def health_and_school(self) -> None:
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            when = self.day - timedelta(self.rng.choice((0, 1, 30, 59, 60, 61)))
            code = self.rng.choice("3325740")
            told = "Y" if code in "37" else self.rng.choice(("Y", "N", None))
            if code in "40":
                told = "N"
            followed = self.more.choice((None, None, when, nth_working_day(when, self.more.choice((4, 5, 6, 10, 11)))))
            service = self.more.choice(("dental", "Dental", "GP", None))
            self.add("ssd_x_health_appointments", self.id("H"), self.who, when, code, told, service, followed)
        end = self.near(self.day) - timedelta(self.rng.choice((0, 10)))
        for _ in range(self.rng.choice((0, 1, 2))):
            missed = self.rng.choice((0, 6, 7, 20))
            row = (end - timedelta(35), end, 60, missed // 2, missed - missed // 2)
            self.add("ssd_x_school_attendance", self.id("S"), self.who, *row)
            if self.chance(0.15):
                self.add("ssd_x_school_attendance", self.id("S"), self.who, *row[:3], 0, 0)
            end -= timedelta(45)
        self.more_health_and_school()

    def more_health_and_school(self) -> None:
        """Appointments at the edges of six and twelve months; half-terms of the school year; children not on a roll."""
        for _ in range(self.more.choice((0, 1, 2))):
            back = in_months(self.day, -self.more.choice((1, 5, 6, 6, 12, 12)))
            when = back + timedelta(self.more.choice((-1, 0, 0, 1)))
            code, told = self.more.choice((("3", "Y"), ("7", "Y"), ("5", "N"), ("2", "Y"), ("2", None), (None, "Y")))
            service = self.more.choice(("dental", "CAMHS", None))
            self.add("ssd_x_health_appointments", self.id("H"), self.who, when, code, told, service)
        flags = self.more.choice((("Y", "N"), ("Y", None), (None, None), (None, None), ("N", "N"), ("N", "Y")))
        end = self.day - timedelta(self.more.choice((70, 71, 72, 130)))
        for _ in range(self.more.choice((0, 1, 3))):
            possible = self.more.choice((60, 60, 50))
            missed = self.more.choice((0, possible // 10, possible // 10 - 1, possible // 2, possible))
            told = self.more.choice((missed, missed // 2, None))
            row = (end - timedelta(30), end, possible, missed - (told or 0), told, *flags)
            self.add("ssd_x_school_attendance", self.id("S"), self.who, *row)
            end -= timedelta(self.more.choice((45, 60)))

    def needs(self) -> None:
        if self.chance(0.4):
            code = self.rng.choice(("AUT", "BEH", "LD", "COMM", "NONE", "MOB"))
            self.add("ssd_disability", self.id("D"), self.who, code)
        if self.chance(0.4):
            status = self.rng.choice(("suspected", "on pathway", "diagnosed", None))
            provision = self.rng.choice(("E", "K", "N", None))
            self.add("ssd_x_neurodiversity", self.id("N"), self.who, status, self.near(self.day), provision)
        if self.chance(0.4):
            kind = self.rng.choice(
                (
                    "free school meals",
                    "temporary accommodation",
                    "overcrowded housing",
                    "translated interview",
                    "recent move between authorities",
                    "digital exclusion",
                )
            )
            begun, over = self.near(in_months(self.day, -6)), self.rng.choice((None, self.near(self.day)))
            self.add("ssd_x_disadvantage", self.id("DV"), self.who, kind, begun, over)
