"""A few dozen made-up children, each here for one edge of one rule, as the sector's tables would hold them.

The data's last day is Wednesday 30 September 2026. Bank holidays that matter: 25 and 26 December 2025, 1 January, 3 and
6 April, 4 and 25 May and 31 August 2026. "Neglect plan" is a child protection plan with neglect as both categories.
"""

from datetime import date

from tests.data.facts.counties import County, add, began_long_ago, empty_county

AS_AT = date(2026, 9, 30)
GCP, LOCAL = ("Graded Care Profile 2", "2", "Y"), ("Local checklist", "1", "N")
SCHOOL_CHILD = date(2015, 1, 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


class Dozen:
    """Adds rows to one county; ids are made of the child's name and a number."""

    def __init__(self) -> None:
        self.county: County = empty_county()
        self.count = 0
        began_long_ago(self.county, "")

    def id(self, who: str) -> str:
        self.count += 1
        return f"{who}-{self.count}"

    def child(self, who: str, born: date | None = SCHOOL_CHILD, expected: str = "", died: str = "") -> None:
        due, death = day(expected) if expected else None, day(died) if died else None
        add(self.county, "ssd_person", who, born, due, death, "F", "WBRI")

    def plan(
        self,
        who: str,
        start: str,
        end: str = "",
        categories: tuple[str, str] = ("Neglect", "Neglect"),
        *,
        ola: str = "N",
        conference: str | None = None,
    ) -> str:
        plan_id = self.id(who)
        days = day(start), day(end) if end else None
        add(self.county, "ssd_cp_plans", plan_id, who, conference, *days, ola, *categories)
        return plan_id

    def cin(self, who: str, start: str, end: str = "") -> None:
        add(self.county, "ssd_cin_plans", self.id(who), who, day(start), day(end) if end else None)

    def conference(self, who: str, held: str, enquiry: str | None = None, transfer: str = "N") -> str:
        conference = self.id(who)
        add(self.county, "ssd_initial_cp_conference", conference, who, enquiry, None, transfer, day(held), "Y")
        return conference

    def enquiry(self, who: str, start: str) -> str:
        enquiry = self.id(who)
        add(self.county, "ssd_s47_enquiry", enquiry, who, day(start))
        return enquiry

    def reviews(self, who: str, *held: str) -> None:
        for when in held:
            add(self.county, "ssd_cp_reviews", self.id(who), who, None, None, day(when))

    def seen(self, who: str, when: str, alone: str | None = None, seen: str = "Y") -> str:
        visit = self.id(who)
        add(self.county, "ssd_cp_visits", visit, who, None, day(when), seen, alone)
        return visit

    def referral(self, who: str, when: str) -> str:
        referral = self.id(who)
        add(self.county, "ssd_cin_episodes", referral, who, day(when), "N1")
        return referral

    def assessment(
        self, who: str, start: str, done: str = "", *, referral: str | None = None, factors: str = '["16A"]'
    ) -> None:
        assessment = self.id(who)
        days = day(start), day(done) if done else None
        add(self.county, "ssd_cin_assessments", assessment, who, referral, *days)
        if done:
            add(self.county, "ssd_assessment_factors", self.id(who), assessment, factors)

    def tool(self, who: str, when: str, score: float, tool: tuple[str, str, str] = GCP) -> None:
        """A neglect tool and one score of it, as written: on GCP more is worse, on LOCAL more is better."""
        name, version, worse = tool
        tool_id = self.id(who)
        add(self.county, "ssd_x_neglect_tools", tool_id, who, name, version, day(when), None, 1.0, 5.0, worse)
        add(self.county, "ssd_x_neglect_tool_items", self.id(who), tool_id, "physical", score, who)

    def action(
        self,
        who: str,
        plan_start: str | None,
        first: str,
        *,
        kind: str = "CP",
        plan_id: str | None = None,
        due: str = "",
        again: int = 0,
        done: str = "",
        status: str = "open",
        theme: str = "routines",
    ) -> None:
        start = day(plan_start) if plan_start else None
        dates = day(due or first), day(first), again, day(done) if done else None
        add(self.county, "ssd_x_plan_actions", self.id(who), who, kind, plan_id, start, theme, *dates, status)

    def core_group(self, who: str, due: str, held: str = "") -> None:
        days = day(due), day(held) if held else None
        add(self.county, "ssd_x_core_group_meetings", self.id(who), who, "CP", *days, "core group", "Y")

    def legal_planning(self, who: str, when: str) -> None:
        add(self.county, "ssd_pre_proceedings", self.id(who), who, day(when))

    def escalation(self, who: str, when: str) -> None:
        add(self.county, "ssd_x_escalations", self.id(who), who, day(when))


def county() -> County:
    dozen = Dozen()
    for stories in (long_plans, spells, who_counts, front_door, meetings, work_on_the_plan):
        stories(dozen)
    return dozen.county


def long_plans(d: Dozen) -> None:
    # ASH: fifteen calendar months on a neglect plan today. Reviews on the very days due; the next is due today.
    # Seen exactly 15 working days ago. Legal planning was the day before the plan, so not in it. No tool.
    d.child("ASH")
    d.plan("ASH", "2025-06-30", conference=d.conference("ASH", "2025-06-30"))
    d.reviews("ASH", "2025-09-30", "2026-03-30")
    d.seen("ASH", "2026-09-09", "Y")
    d.legal_planning("ASH", "2025-06-29")

    # BEA: one day short of fifteen months; emotional abuse at first, neglect now. No review ever. A tool exactly six
    # months ago. Seen 16 working days ago. One action due today, one 28 days late. A core group is due today.
    d.child("BEA")
    d.plan("BEA", "2025-07-01", categories=("Emotional abuse", "Neglect"))
    d.tool("BEA", "2026-03-30", 3)
    d.seen("BEA", "2026-09-08", "N")
    d.action("BEA", "2025-07-01", "2026-09-30")
    d.action("BEA", "2025-07-01", "2026-09-02")
    d.core_group("BEA", "2026-09-30")

    # CAL: 729 days; neglect at first, physical abuse now. One review a day late. Worst grade 4, then 5. Legal planning
    # on the day the plan began, and an escalation in it. Turned four today, so too young to be asked for alone.
    d.child("CAL", day("2022-09-30"))
    d.plan("CAL", "2024-10-01", categories=("Neglect", "Physical abuse"), conference=d.conference("CAL", "2024-10-01"))
    d.reviews("CAL", "2024-12-31", "2025-06-30", "2025-12-31", "2026-06-30")
    d.tool("CAL", "2026-02-01", 4)
    d.tool("CAL", "2026-08-01", 5)
    d.legal_planning("CAL", "2024-10-01")
    d.escalation("CAL", "2025-03-03")
    d.seen("CAL", "2026-09-30", "Y")

    # DOT: 730 days; neglect is one part of a Multiple. Reviews on the days due. On a tool where more is better, 2 then
    # 3: grade 4, then 3, so better. Legal planning in time. One action re-dated twice. Never seen.
    d.child("DOT")
    multiple = "Multiple: Neglect, Emotional abuse"
    d.plan("DOT", "2024-09-30", categories=(multiple, multiple))
    d.reviews("DOT", "2024-12-30", "2025-06-30", "2025-12-30", "2026-06-30")
    d.tool("DOT", "2026-05-01", 2, LOCAL)
    d.tool("DOT", "2026-09-01", 3, LOCAL)
    d.legal_planning("DOT", "2026-01-15")
    d.action("DOT", "2024-09-30", "2026-09-10", due="2026-10-28", again=2)

    # GIL, HUW: neglect plans that ended on one day, after 730 and 729 days. No review, no visit.
    for who, start in (("GIL", "2024-02-01"), ("HUW", "2024-02-02")):
        d.child(who)
        d.plan(who, start, "2026-01-31")


def spells(d: Dozen) -> None:
    # EVE: a gap of 27 days joins, so twenty months, no end, no new start. No legal planning, no escalation.
    d.child("EVE")
    d.plan("EVE", "2025-01-10", "2025-12-01")
    d.plan("EVE", "2025-12-28")
    d.reviews("EVE", "2025-04-10", "2025-10-10", "2026-04-10")
    d.tool("EVE", "2026-07-01", 2)
    d.seen("EVE", "2026-09-20")

    # FIN: a gap of 28 days does not, so an end and a repeat start. The first plan's second review was never held, nor
    # the second plan's, due yesterday. An action names the first plan by its id alone: it is not of this plan.
    d.child("FIN")
    first = d.plan("FIN", "2025-01-10", "2025-12-01")
    d.plan("FIN", "2025-12-29")
    d.reviews("FIN", "2025-04-10", "2026-03-29")
    d.tool("FIN", "2026-07-01", 2)
    d.seen("FIN", "2026-09-15")
    d.action("FIN", None, "2026-03-01", plan_id=first)

    # GUS: on no plan on 31 August, between two plans 21 days apart.
    d.child("GUS")
    d.plan("GUS", "2026-02-16", "2026-08-20")
    d.plan("GUS", "2026-09-10")
    d.reviews("GUS", "2026-05-15")
    d.tool("GUS", "2026-04-01", 3)
    d.seen("GUS", "2026-09-16")

    # HAL: a plan for physical abuse and, before it ended, one for neglect: one spell. No review. The conference has no
    # enquiry, and no core group was held after it.
    d.child("HAL")
    conference = d.conference("HAL", "2025-11-03")
    d.plan("HAL", "2025-11-03", "2026-06-01", ("Physical abuse", "Physical abuse"), conference=conference)
    d.plan("HAL", "2026-02-02")
    d.tool("HAL", "2026-09-01", 2)
    d.seen("HAL", "2026-09-29")

    # DAN: child protection, then child in need, then child protection again: two moves, and a repeat within a year.
    d.child("DAN")
    d.plan("DAN", "2025-01-06", "2025-06-30")
    d.cin("DAN", "2025-06-30", "2025-12-01")
    d.plan("DAN", "2025-12-01")
    d.reviews("DAN", "2026-03-01", "2026-09-01")
    d.tool("DAN", "2026-08-10", 2)
    d.seen("DAN", "2026-09-28")

    # IVY: an earlier plan, for emotional abuse, that ended 24 months to the day before. Turned five today, seen today,
    # not alone.
    d.child("IVY", day("2021-09-30"))
    d.plan("IVY", "2023-09-01", "2024-03-15", ("Emotional abuse", "Emotional abuse"))
    d.plan("IVY", "2026-03-15")
    d.reviews("IVY", "2026-06-15")
    d.tool("IVY", "2026-09-20", 2)
    d.seen("IVY", "2026-09-30", "N")


def who_counts(d: Dozen) -> None:
    # IDA: a bare Multiple is not neglect.
    d.child("IDA")
    d.plan("IDA", "2026-03-02", categories=("Multiple", "Multiple"))

    # JON: another authority's plan, over before ours began.
    d.child("JON")
    d.plan("JON", "2025-10-01", "2026-03-31", ola="Y")
    d.plan("JON", "2026-04-15")
    d.reviews("JON", "2026-07-15")
    d.seen("JON", "2026-09-10")

    # KIM: on a child in need plan for neglect and, since July, a child protection plan as well. Counts once, as CP.
    d.child("KIM")
    d.assessment("KIM", "2026-03-20", "2026-04-20", referral=d.referral("KIM", "2026-03-16"))
    d.cin("KIM", "2026-05-01")
    d.plan("KIM", "2026-07-01")
    d.seen("KIM", "2026-09-22")

    # LEO: eighteen today. Reviewed and seen in time once; not seen again.
    d.child("LEO", day("2008-09-30"))
    d.plan("LEO", "2026-01-12")
    d.reviews("LEO", "2026-04-10")
    d.seen("LEO", "2026-01-30", "Y")

    # MIA: died today. Seen on the 15th working day, which the bank holiday in August makes a day later.
    d.child("MIA", day("2020-05-05"), died="2026-09-30")
    d.plan("MIA", "2026-08-24")
    d.seen("MIA", "2026-09-15")

    # NED: not born yet.
    d.child("NED", None, expected="2026-11-20")
    d.plan("NED", "2026-09-01")

    # ONA: birth date not recorded; never seen.
    d.child("ONA", None)
    d.plan("ONA", "2026-08-03")

    # PIP: the plan ends today, so is not open. Reviewed in time, never seen.
    d.child("PIP")
    d.plan("PIP", "2026-03-02", "2026-09-30")
    d.reviews("PIP", "2026-06-01")

    # TOM: nine months on a child in need plan today. The assessment names no referral; the last before it is 45 working
    # days before it was authorised.
    d.child("TOM")
    d.referral("TOM", "2026-03-02")
    d.assessment("TOM", "2026-03-10", "2026-05-07")
    d.cin("TOM", "2025-12-30")

    # ABE: twelve months on a child in need plan today, for neglect. One action a day overdue.
    d.child("ABE")
    d.assessment("ABE", "2025-09-03", "2025-10-20", referral=d.referral("ABE", "2025-09-01"))
    d.cin("ABE", "2025-09-30")
    d.action("ABE", "2025-09-30", "2026-09-29", kind="CIN")

    # ZAC: as ABE, but the factors are broken: not guessed at. No referral either.
    d.child("ZAC")
    d.assessment("ZAC", "2025-12-01", "2026-01-20", factors='["16A", ')
    d.cin("ZAC", "2025-09-30")


def front_door(d: Dozen) -> None:
    # QUE: twelve months to the day. RAY: twice on one day. SID: twelve months and a day.
    for who, *days in (
        ("QUE", "2025-09-15", "2026-09-15"),
        ("RAY", "2026-02-02", "2026-02-02"),
        ("SID", "2025-05-01", "2026-05-02"),
    ):
        d.child(who)
        for when in days:
            d.referral(who, when)

    # EDY: still being assessed, past the 45th working day, 3 August.
    d.child("EDY")
    d.assessment("EDY", "2026-06-05", referral=d.referral("EDY", "2026-06-01"))

    # FAY: assessed, never referred: no clock.
    d.child("FAY")
    d.assessment("FAY", "2026-01-05", "2026-02-02", factors='["3B"]')

    # LIZ: authorised on the 46th working day. MAX: on the Saturday after the 45th, when 45 have elapsed.
    d.child("LIZ")
    d.assessment("LIZ", "2026-03-03", "2026-05-08", referral=d.referral("LIZ", "2026-03-02"), factors='["3B"]')
    d.child("MAX")
    d.assessment("MAX", "2026-06-01", "2026-08-01", referral=d.referral("MAX", "2026-05-29"), factors='["3B"]')


def meetings(d: Dozen) -> None:
    # UMA: the conference names no enquiry; the last before it is 15 working days before. Core group on the 10th working
    # day; the next, due yesterday, not held. The review fell due on a bank holiday and was held the day after. No tool.
    d.child("UMA")
    d.enquiry("UMA", "2026-01-14")
    d.plan("UMA", "2026-02-04", conference=d.conference("UMA", "2026-02-04"))
    d.core_group("UMA", "2026-02-18", "2026-02-18")
    d.core_group("UMA", "2026-09-29")
    d.reviews("UMA", "2026-05-05")
    d.seen("UMA", "2026-09-25")

    # VAL: moved in under a plan. Core group on the 10th working day, a bank holiday between.
    d.child("VAL")
    enquiry = d.enquiry("VAL", "2026-04-01")
    d.plan("VAL", "2026-04-20", conference=d.conference("VAL", "2026-04-20", enquiry, "Y"))
    d.core_group("VAL", "2026-05-05", "2026-05-05")
    d.reviews("VAL", "2026-07-20")
    d.seen("VAL", "2026-09-11")

    # WIN: conference on the 16th working day after the enquiry began. No core group, no review, never seen.
    d.child("WIN")
    enquiry = d.enquiry("WIN", "2026-05-21")
    d.plan("WIN", "2026-06-15", conference=d.conference("WIN", "2026-06-15", enquiry))

    # XAN: conference on the 15th working day; the core group is due tomorrow, the first visit next week.
    d.child("XAN")
    enquiry = d.enquiry("XAN", "2026-08-26")
    d.plan("XAN", "2026-09-17", conference=d.conference("XAN", "2026-09-17", enquiry))


def work_on_the_plan(d: Dozen) -> None:
    # YAZ: of five actions one is withdrawn, one closed as not met, one re-dated once and two months late, one done
    # early, one not yet due. The last visit stands in both visit tables.
    d.child("YAZ")
    d.plan("YAZ", "2026-01-05")
    d.reviews("YAZ", "2026-04-03")
    d.tool("YAZ", "2026-04-15", 2)
    visit = d.seen("YAZ", "2026-09-10", "Y")
    add(d.county, "ssd_cin_visits", visit, "YAZ", day("2026-09-10"), "Y")
    d.action("YAZ", "2026-01-05", "2026-05-01", status="withdrawn")
    d.action("YAZ", "2026-01-05", "2026-06-01", status="not met", done="2026-07-01")
    d.action("YAZ", "2026-01-05", "2026-08-01", due="2026-10-15", again=1)
    d.action("YAZ", "2026-01-05", "2026-09-01", status="complete", done="2026-08-20")
    d.action("YAZ", "2026-01-05", "2026-10-05")

    # BOB, CAT: not brought 60 days ago and not seen at one visit; attendance exactly 90 %. CAT's plan has a live action
    # on health; BOB's only live one is on a parent's mental health, which is not the child's.
    for who, theme in (("BOB", "parental mental health"), ("CAT", "health")):
        d.child(who)
        d.plan(who, "2026-06-08")
        d.reviews(who, "2026-09-08")
        d.seen(who, "2026-09-02", seen="N")
        d.seen(who, "2026-09-16")
        add(d.county, "ssd_x_health_appointments", d.id(who), who, day("2026-08-01"), "3", "Y")
        half_term = day("2026-09-01"), day("2026-09-29")
        add(d.county, "ssd_x_school_attendance", d.id(who), who, *half_term, 60, 3, 3)
        d.action(who, "2026-06-08", "2026-10-20", theme=theme)
