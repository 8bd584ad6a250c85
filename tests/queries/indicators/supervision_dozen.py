"""Children whose plans drift, each here for one edge of a rule about supervision or parents. As at 31 March 2026.

Each drifts from autumn: a review never held, an action late; from 2 December no tool in six months as well.
"""

from datetime import date

from tests.data.facts.counties import County, add
from tests.queries.indicators.challenge_dozen import ChallengeDozen
from tests.queries.indicators.dozen import day

AS_AT = date(2026, 3, 31)


class SupervisionDozen(ChallengeDozen):
    def rated(self, who: str, when: str, capacity: int | None, motivation: int | None) -> None:
        add(self.county, "ssd_x_parenting_capacity", self.id(who), who, day(when), capacity, motivation)


def county() -> County:
    d = SupervisionDozen()

    # ANN: a session 90 days ago to the day. It covers her now and then; three flags then, three now. Both of a parent's
    # ratings, a year ago today.
    d.drifts("ANN")
    d.supervised("2025-12-31", who="ANN")
    d.rated("ANN", "2025-03-31", 3, 2)
    # BEN: the day before, so it covered him then and not now; a tool since: two flags. Rated a year and a day ago.
    d.drifts("BEN")
    d.supervised("2025-12-30", who="BEN")
    d.tool("BEN", "2026-02-02", 3)
    d.rated("BEN", "2025-03-30", 3, 2)
    # CIA: the first day that covered her then; DEV: the day before that. A tool since for both. One rating each.
    d.drifts("CIA")
    d.supervised("2025-10-02", who="CIA")
    d.tool("CIA", "2026-02-02", 3)
    d.rated("CIA", "2025-09-01", 4, None)
    d.drifts("DEV")
    d.supervised("2025-10-01", who="DEV")
    d.tool("DEV", "2026-02-02", 3)
    d.rated("DEV", "2025-09-01", None, 1)
    # ELI: his family was brought to one this month. Capacity and motivation were rated on two days.
    d.drifts("ELI")
    add(d.county, "ssd_family", d.id("ELI"), "FAM", "ELI")
    d.supervised("2026-03-02", family="FAM")
    d.rated("ELI", "2025-09-01", 3, None)
    d.rated("ELI", "2025-10-01", None, 3)
    # FLO: a session in November and a single flag then, no tool in six months.
    d.child("FLO")
    d.plan("FLO", "2025-06-02")
    d.reviews("FLO", "2025-08-20", "2026-02-18")
    d.supervised("2025-11-03", who="FLO")
    # GUS: drifting. A session of a whole team does not name him.
    d.drifts("GUS")
    d.supervised("2026-03-02")
    # HAN: in need.
    d.child("HAN")
    d.assessment("HAN", "2025-05-01", "2025-05-20")
    d.cin("HAN", "2025-06-02")
    d.supervised("2026-03-02", who="HAN")
    return d.county
