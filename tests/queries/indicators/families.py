"""A few made-up homes of two children, each here for one edge of one rule about brothers and sisters.

The data's last day is Wednesday 30 September 2026. Unless it says otherwise both children of a home are eleven, on a
child protection plan for neglect since March, assessed on 20 February, seen alone ten days ago, graded 2 for physical
care on 3 August, and brought to one appointment.
"""

from datetime import date

from tests.data.facts.counties import add
from tests.data.facts.oracle_days import nth_working_day
from tests.queries.indicators.dozen import Dozen, day

ASSESSED, SCORED, PLAN = "2026-02-20", "2026-08-03", "2026-03-02"


class Families(Dozen):
    """Adds homes to one county."""

    def __init__(self) -> None:
        super().__init__()
        old = date(2005, 6, 1)
        add(self.county, "ssd_cin_visits", "OLDX", "OLD", old, "Y", "Y")
        add(self.county, "ssd_cin_assessments", "OLDA", "OLD", None, old, old)
        add(self.county, "ssd_x_flag_reviews", "OLDF", "OLD", None, "challenge", "Why", "What", old)

    def home(
        self,
        eldest: str,
        youngest: str,
        *,
        grades: tuple[int, int] = (2, 2),
        scored: tuple[str, str] = (SCORED, SCORED),
        assessed: tuple[str, str] = (ASSESSED, ASSESSED),
        planned: bool = True,
    ) -> None:
        """A home of two who are given all the same, but for what is said. planned: both are on the plan."""
        add(self.county, "ssd_x_sibling_link", self.id(eldest), eldest, youngest, "link", date(2026, 1, 5))
        for number, who in enumerate((eldest, youngest)):
            self.child(who)
            self.seen(who, "2026-09-20", "Y")
            self.tool(who, scored[number], grades[number])
            self.assessment(who, "2026-01-05", assessed[number])
            self.appointments(who, "5")
            if planned:
                self.plan(who, PLAN)

    def appointments(self, who: str, codes: str) -> None:
        for number, code in enumerate(codes):
            held, told = date(2026, 6, 1 + number), "Y" if code in "37" else "N"
            add(self.county, "ssd_x_health_appointments", self.id(who), who, held, code, told)

    def absent(self, who: str, first: int, second: int) -> None:
        """Sessions missed of 58 and of 74 in the half-terms of the summer term."""
        terms = ((date(2026, 4, 13), date(2026, 5, 22), 58), (date(2026, 6, 1), date(2026, 7, 21), 74))
        for (begins, ends, possible), missed in zip(terms, (first, second), strict=True):
            add(self.county, "ssd_x_school_attendance", self.id(who), who, begins, ends, possible, missed, 0)

    def looked_at(self, who: str, when: date) -> None:
        add(self.county, "ssd_x_flag_reviews", self.id(who), who, None, "SD02", "Two fathers", "Each day set out", when)


def county() -> Families:
    d = Families()
    # ABE and ANN are alike in everything.
    d.home("ABE", "ANN")

    # BEE was seen 61 days ago and never alone, and has no tool, no assessment and no plan: BOB has all.
    add(d.county, "ssd_x_sibling_link", d.id("BOB"), "BEE", "BOB", "link", date(2026, 1, 5))
    for who in ("BOB", "BEE"):
        d.child(who)
        d.appointments(who, "5")
    d.seen("BOB", "2026-09-20", "Y")
    d.tool("BOB", SCORED, 2)
    d.assessment("BOB", "2026-01-05", ASSESSED)
    d.plan("BOB", PLAN)
    add(d.county, "ssd_cin_visits", d.id("BEE"), "BEE", day("2026-07-31"), "Y", "N")

    # CID is never seen alone and has no tool: two ways. Without a score CID was not assessed as CAM was.
    add(d.county, "ssd_x_sibling_link", d.id("CAM"), "CAM", "CID", "link", date(2026, 1, 5))
    for who in ("CAM", "CID"):
        d.child(who)
        d.appointments(who, "5")
        d.assessment(who, "2026-01-05", ASSESSED)
        d.plan(who, PLAN)
        d.seen(who, "2026-08-01", "Y" if who == "CAM" else "N")
    d.tool("CAM", SCORED, 2)

    # DAN and DEE: assessed 45 working days apart, scored 90 days apart, two grades; looked at on the tenth working day.
    later = nth_working_day(day(ASSESSED), 45).isoformat()
    d.home("DAN", "DEE", grades=(2, 4), scored=("2026-05-05", SCORED), assessed=(ASSESSED, later))
    d.looked_at("DEE", nth_working_day(day(SCORED), 10))

    # ELI and EVA: assessed 46 working days apart, two grades; looked at on the eleventh working day.
    later = nth_working_day(day(ASSESSED), 46).isoformat()
    d.home("ELI", "EVA", grades=(3, 1), assessed=(ASSESSED, later))
    d.looked_at("EVA", nth_working_day(day(SCORED), 11))

    # FAY and FIN: one grade apart, and both badly cared for.
    d.home("FAY", "FIN", grades=(4, 5))

    # GIA and GUS: three grades, but scored 91 days apart, so not compared.
    d.home("GIA", "GUS", grades=(2, 5), scored=(SCORED, "2026-05-04"))

    # HAL and HUE: two grades, scored four working days ago: an explanation is not yet due.
    d.home("HAL", "HUE", grades=(2, 4), scored=("2026-09-24", "2026-09-24"))

    # IDA's plan ended 28 days before IVY's; JON's 27 before JOY's. All four are children in need for neglect since.
    for one, other, ends in (("IDA", "IVY", "2026-06-29"), ("JON", "JOY", "2026-06-28")):
        d.home(one, other, planned=False)
        d.plan(one, PLAN, "2026-06-01")
        d.plan(other, PLAN, ends)
        for who in (one, other):
            d.cin(who, "2026-06-29")

    # KIM missed ten weeks of school in thirteen, KIT none. LEO missed a week and a half, LIZ none: ten points, within
    # chance. MAX missed six appointments of seven, MIA none of seven. NED missed two of three, NIA none of two.
    for one, other in (("KIM", "KIT"), ("LEO", "LIZ"), ("MAX", "MIA"), ("NED", "NIA")):
        d.home(one, other)
    d.absent("KIM", 50, 50)
    d.absent("KIT", 0, 0)
    d.absent("LEO", 7, 7)
    d.absent("LIZ", 0, 0)
    d.appointments("MAX", "333337")
    d.appointments("MIA", "555665")
    d.appointments("NED", "33")
    d.appointments("NIA", "5")

    # ORB has no brother or sister; PAM and PIP are on plans for emotional abuse: neither home is counted.
    d.child("ORB")
    d.plan("ORB", PLAN)
    d.home("PAM", "PIP", planned=False)
    for who in ("PAM", "PIP"):
        d.plan(who, PLAN, categories=("Emotional abuse", "Emotional abuse"))
    return d
