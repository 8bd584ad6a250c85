"""Eight made-up children, each here for one edge of a rule about health or school. As at Tuesday 31 March 2026."""

from datetime import date

from tests.data.facts.counties import County, add
from tests.queries.indicators.dozen import GCP, LOCAL, Dozen, day

AS_AT = date(2026, 3, 31)


class HealthDozen(Dozen):
    """Adds what the other dozen has no need of."""

    def appointment(
        self, who: str, when: str, code: str, *, marked: str | None = None, followed: str = "", service: str = "dental"
    ) -> None:
        done = day(followed) if followed else None
        add(self.county, "ssd_x_health_appointments", self.id(who), who, day(when), code, marked, service, done)

    def half_term(self, who: str, end: str, missed: int, *, possible: int | None = 60, at_home: str = "N") -> None:
        """Half of what is missed is without leave."""
        begins = day(end).replace(day=1)
        absences = (missed - missed // 2, missed // 2) if possible else (None, None)
        row = (begins, day(end), possible, *absences, "N" if at_home == "Y" else "Y", at_home)
        add(self.county, "ssd_x_school_attendance", self.id(who), who, *row)

    def agreed(
        self, who: str, theme: str, *, agency: str | None = None, role: str | None = None, done: str = ""
    ) -> None:
        """An action recorded on 3 November 2025, due in May 2026."""
        due, closed = day("2026-05-05"), day(done) if done else None
        status = "complete" if done else "open"
        values = ("CP", None, day("2025-10-01"), theme, due, due, 0, closed, status, day("2025-11-03"), agency, role)
        add(self.county, "ssd_x_plan_actions", self.id(who), who, *values)


def county() -> County:
    d = HealthDozen()
    for who in ("ANN", "BEN", "CIA", "DEV", "ELI"):
        d.child(who)
        d.plan(who, "2025-10-01")

    # ANN: not brought six months ago to the day, the day before the plan began, so in no rate of appointments on a
    # plan. Absent 6 of 120 sessions over two half-terms. Grade 4 a year ago tomorrow. The plan acts on health and home.
    d.appointment("ANN", "2025-09-30", "3")
    d.appointment("ANN", "2026-01-15", "5", service="GP")
    d.half_term("ANN", "2025-10-24", 6)
    d.half_term("ANN", "2026-02-13", 0)
    d.tool("ANN", "2025-04-01", 4)
    d.agreed("ANN", "health", agency="Health")
    d.agreed("ANN", "home conditions", agency="Local authority")

    # BEN: came too late once, followed up on the 5th working day; once cancelled by his family, which local rule counts
    # as a miss, and nothing followed. A tenth absent: persistent, and not low. Not seen on 10 March, and nothing since.
    # The action on health is nobody's; the one on school is.
    d.appointment("BEN", "2026-02-02", "7", followed="2026-02-09", service="paediatric")
    d.appointment("BEN", "2026-03-02", "2", marked="Y")
    d.half_term("BEN", "2026-02-13", 6)
    d.seen("BEN", "2026-03-10", seen="N")
    d.tool("BEN", "2026-01-05", 3)
    d.agreed("BEN", "health")
    d.agreed("BEN", "education", role="Head teacher")

    # CIA: cancelled by her family, by the clinic, and one still to come. Absent half her sessions. Not seen on
    # 18 March, nine working days ago. Grade 5 a year and a day ago. The action on school is closed.
    d.appointment("CIA", "2026-01-20", "2", marked="N")
    d.appointment("CIA", "2026-02-02", "4")
    d.appointment("CIA", "2026-05-01", "0")
    d.half_term("CIA", "2026-02-13", 30)
    d.seen("CIA", "2026-03-18", seen="N")
    d.tool("CIA", "2025-03-30", 5)
    d.agreed("CIA", "education", agency="Education", done="2026-03-02")

    # DEV: not brought five working days ago; parents missed the core group. Taught at home. The one action is a
    # parent's.
    d.appointment("DEV", "2026-03-24", "3", service="CAMHS")
    add(d.county, "ssd_x_core_group_meetings", d.id("DEV"), "DEV", "CP", *[day("2026-03-05")] * 2, "core group", "N")
    d.half_term("DEV", "2026-02-13", 0, possible=None, at_home="Y")
    d.agreed("DEV", "parental mental health", agency="Health")

    # ELI: not brought six working days ago, escalated on the fifth; not seen on 2 March. Sessions of last school year
    # only. On a tool where more is better, 2: grade 4. The plan acts on teeth.
    d.appointment("ELI", "2026-03-23", "3")
    d.escalation("ELI", "2026-03-30")
    d.seen("ELI", "2026-03-02", seen="N")
    d.half_term("ELI", "2025-07-18", 60)
    d.tool("ELI", "2026-01-05", 2, LOCAL)
    d.agreed("ELI", "dental", role="School nurse")

    # FLO: in need, for neglect; five on 31 August 2025. No appointment, no sessions: nothing is known.
    d.child("FLO", day("2020-08-31"))
    d.assessment("FLO", "2025-09-01", "2025-10-01", referral=d.referral("FLO", "2025-08-29"))
    d.cin("FLO", "2025-10-06")

    # GUY: on a plan for physical abuse, so in none of this, whatever he misses.
    d.child("GUY")
    d.plan("GUY", "2025-10-01", categories=("Physical abuse", "Physical abuse"))
    d.appointment("GUY", "2026-02-02", "3")
    d.half_term("GUY", "2026-02-13", 60)
    d.tool("GUY", "2026-01-05", 5, GCP)

    # HAN: sixteen on 31 August, so of no school age, though a school counts her absent. Her one appointment was a year
    # and a day ago.
    d.child("HAN", day("2009-08-31"))
    d.plan("HAN", "2025-10-01")
    d.appointment("HAN", "2025-03-30", "3")
    d.half_term("HAN", "2026-02-13", 60)
    return d.county
