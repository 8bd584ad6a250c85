"""Twelve made-up children, each here for one edge of a rule about challenge. As at Tuesday 31 March 2026."""

from datetime import date

from tests.data.facts.counties import County, add
from tests.queries.indicators.dozen import Dozen, day

AS_AT = date(2026, 3, 31)


class ChallengeDozen(Dozen):
    """Adds what the other dozen has no need of."""

    def named(
        self,
        who: str,
        begins: str,
        *,
        reach: str | None = "01999 900100",
        ends: str = "",
        verified: str = "",
        at: str = "",
    ) -> None:
        """A contact of the child's own plan; `at`: the review that restated it."""
        days = [day(text) if text else None for text in (begins, ends, verified, at)]
        row = ("CP", None, None, "Conference chair", None, reach, *days)
        add(self.county, "ssd_x_plan_escalation_contact", self.id(who), who, *row)

    def escalated(
        self, who: str, when: str, closed: str = "", *, came: str = "open", due: str = "", stage: int = 1
    ) -> None:
        days = [day(text) if text else None for text in (when, due, closed)]
        add(self.county, "ssd_x_escalations", self.id(who), who, *days, stage, came, "Health", "Local authority")

    def supervised(self, when: str, *, who: str | None = None, family: str | None = None) -> None:
        add(self.county, "ssd_x_reflective_supervision", self.id("session"), day(when), who, family)

    def looked(self, who: str, flag: str, when: str) -> None:
        add(self.county, "ssd_x_flag_reviews", self.id(who), who, None, flag, "why", "what", day(when))

    def drifts(self, who: str, start: str = "2025-06-02", *, since: str = "2025-09-02") -> None:
        """A child on a plan whose first review fell due three months on and was never held, and whose action was due in
        summer and is not done: two flags from `since` and 29 days after."""
        self.child(who)
        self.plan(who, start)
        self.action(who, start, since)


def county() -> County:
    d = ChallengeDozen()

    # ANN: drifting since September; nobody has said so. Named a contact on 1 October, not yet six months ago.
    d.drifts("ANN")
    d.named("ANN", "2025-10-01")

    # BEN: the same; escalated on the day the plan began, at stage 1, and answered on the 5th working day: agreed. His
    # contact was named on 30 September, six months ago yesterday.
    d.drifts("BEN")
    d.escalated("BEN", "2025-06-02", "2025-06-09", came="agreed")
    d.named("BEN", "2025-09-30")

    # CIA: escalated the day before the plan began, which is no challenge of it. Her contact has no way to be reached.
    d.drifts("CIA")
    d.escalated("CIA", "2025-06-01", "2025-06-20", came="agreed")
    d.named("CIA", "2026-03-02", reach=None)

    # DEV: his family's session. His contact left on the as-at day.
    d.drifts("DEV")
    add(d.county, "ssd_family", d.id("DEV"), "FAM1", "DEV")
    d.supervised("2026-03-31", family="FAM1")
    d.named("DEV", "2026-01-05", ends="2026-03-31")

    # ELI: the chair's mid-point review; escalated at stage 2, answered a day late, in part. His contact was named long
    # ago and verified in February.
    d.drifts("ELI")
    d.looked("ELI", "midpoint", "2026-01-05")
    d.escalated("ELI", "2026-02-02", "2026-02-12", came="part", stage=2)
    d.named("ELI", "2025-07-01", verified="2026-02-02")

    # FLO: looked at for another reason, which is no challenge. Escalated on 23 March, due on the as-at day by its own
    # date: still open, and not late. The action that makes her drift was due on 3 February: 28 days before, on 3 March,
    # it was only 28 days late.
    d.child("FLO")
    d.plan("FLO", "2025-06-02")
    d.action("FLO", "2025-06-02", "2026-02-03")
    d.tool("FLO", "2026-01-05", 2)
    d.looked("FLO", "SD02", "2026-01-05")
    d.escalated("FLO", "2026-03-23", due="2026-03-31")

    # GUS: drifting 28 days before to the day, for his action was due on 2 February. Escalated on 2 March, open and
    # late. Nobody named.
    d.child("GUS")
    d.plan("GUS", "2025-06-02")
    d.action("GUS", "2025-06-02", "2026-02-02")
    d.tool("GUS", "2026-01-05", 2)
    d.escalated("GUS", "2026-03-02")

    # HAN: a plan of ten working days. IDA: one of eleven, and nobody named.
    d.child("HAN")
    d.plan("HAN", "2026-03-17")
    d.child("IDA")
    d.plan("IDA", "2026-03-16")

    # JON: reviews in time, so that he does not drift; restated at the second of them. His plan ended on 2 January 2026,
    # so he was on one in the quarter.
    d.child("JON")
    d.plan("JON", "2025-06-02", "2026-01-02")
    d.reviews("JON", "2025-08-20", "2025-12-15")
    d.named("JON", "2025-07-01", at="2025-12-15")

    # KIM: a plan for another reason: in none of these figures.
    d.child("KIM")
    d.plan("KIM", "2025-06-02", categories=("Emotional abuse", "Emotional abuse"))
    d.escalated("KIM", "2026-03-02")

    # LEO: a child in need plan for neglect, reviewed once, and nobody named.
    d.child("LEO")
    d.cin("LEO", "2025-06-02")
    d.assessment("LEO", "2025-05-01", "2025-05-20")
    held = day("2026-02-10")
    add(d.county, "ssd_x_core_group_meetings", d.id("LEO"), "LEO", "CIN", held, held, "CIN review")
    return d.county
