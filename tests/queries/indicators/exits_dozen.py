"""Children whose plans ended, each here for one edge of whether the end held. As at Tuesday 31 March 2026."""

from datetime import date

from tests.data.facts.counties import County, add
from tests.queries.indicators.dozen import Dozen, day

AS_AT = date(2026, 3, 31)


class Exits(Dozen):
    def ended(self, who: str, end: str, *, born: str = "2015-01-01", died: str = "", why: str = "Neglect") -> None:
        """A child whose plan began in January 2023."""
        self.child(who, day(born), died=died)
        self.plan(who, "2023-01-09", end, (why, why))

    def moved_away(self, who: str, closed: str) -> None:
        add(self.county, "ssd_cin_episodes", self.id(who), who, day("2022-12-01"), "N1", day(closed), "RC5")


def county() -> County:
    d = Exits()

    # Ended on 2 June 2025, so six months had run on 2 December; a year has not yet.
    # ANN was referred on that very day, BEN the day after. CIA was referred on the day the plan ended, not since.
    d.ended("ANN", "2025-06-02")
    d.referral("ANN", "2025-12-02")
    d.ended("BEN", "2025-06-02")
    d.referral("BEN", "2025-12-03")
    d.ended("CIA", "2025-06-02")
    d.referral("CIA", "2025-06-02")
    # MAX moved away: his referral was closed 28 days later for that. NED turned 18 on 2 December; OLA died the day
    # after, having had her six months.
    d.ended("MAX", "2025-06-02")
    d.moved_away("MAX", "2025-06-30")
    d.ended("NED", "2025-06-02", born="2007-12-02")
    d.ended("OLA", "2025-06-02", died="2025-12-03")
    # PIP's plan went on after 27 days: it has not ended.
    d.ended("PIP", "2025-06-02")
    d.plan("PIP", "2025-06-29")
    # DEV's six months end tomorrow. IDA's ended with February, which has no 31st: referred on its last day.
    d.ended("DEV", "2025-10-01")
    d.ended("IDA", "2025-08-31")
    d.referral("IDA", "2026-02-28")

    # Ended on 31 March 2025, a year ago today. ELI stepped down to a child in need plan 28 days later, FLO a day too
    # late for that; GUS's had begun before. HAN is on a child protection plan again from today.
    d.ended("ELI", "2025-03-31")
    d.cin("ELI", "2025-04-28")
    d.ended("FLO", "2025-03-31")
    d.cin("FLO", "2025-04-29", "2025-05-30")
    d.ended("GUS", "2025-03-31")
    d.cin("GUS", "2025-03-03")
    d.ended("HAN", "2025-03-31")
    d.plan("HAN", "2026-03-31")

    # Ended two years ago: JON's plan begins again on the last day that counts, KIM's a day after. LEO's plan was not
    # for neglect.
    d.ended("JON", "2024-03-31")
    d.plan("JON", "2026-03-31")
    d.ended("KIM", "2024-03-15")
    d.plan("KIM", "2026-03-16")
    d.ended("LEO", "2024-03-31", why="Emotional abuse")
    return d.county
