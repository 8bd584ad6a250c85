"""Children for whom tools are used, each here for one edge of a rule about them. As at Tuesday 31 March 2026.

Scores are as written: on GCP more is worse, on LOCAL more is better.
"""

from datetime import date

from tests.data.facts.counties import County, add
from tests.queries.indicators.dozen import GCP, LOCAL, Dozen, day

AS_AT = date(2026, 3, 31)
START = "2025-06-02"


class Toolbox(Dozen):
    """Adds tools that score several children, or none."""

    def on_plan(self, who: str, start: str = START) -> None:
        self.child(who)
        self.plan(who, start)

    def family(self, family: str, *members: str) -> None:
        for who in members:
            add(self.county, "ssd_family", self.id(who), family, who)

    def session(
        self, who: str, when: str, scores: dict[str, float], *, family: str, role: str = "Social worker"
    ) -> None:
        """A tool of one family's child, by somebody, with a score in each of some domains."""
        tool, (name, version, worse) = self.id(who), GCP
        values = (who, name, version, day(when), None, 1.0, 5.0, worse, family, role, "Local authority")
        add(self.county, "ssd_x_neglect_tools", tool, *values)
        for domain, score in scores.items():
            add(self.county, "ssd_x_neglect_tool_items", self.id(who), tool, domain, score, who)

    def home_record(self, who: str, when: str, *, family: str) -> None:
        name = "Framework for Recording the Condition of a Home"
        values = (self.id(who), who, name, "2019", day(when), None, 0.0, 11.0, "Y", family)
        add(self.county, "ssd_x_neglect_tools", *values)


def county() -> County:
    d = Toolbox()

    # ANN: a tool a year ago today, two months before her plan. BEN: the day before, so not in twelve months.
    d.on_plan("ANN")
    d.tool("ANN", "2025-03-31", 3)
    d.on_plan("BEN")
    d.tool("BEN", "2025-03-30", 3)

    # CIA: a tool on the thirtieth working day of her plan, and again on the last day of three months, twice: 4, 3, 3.
    d.on_plan("CIA")
    d.tool("CIA", "2025-07-14", 4)
    d.tool("CIA", "2025-10-14", 3)
    d.tool("CIA", "2026-01-14", 3)
    # DEV: a working day late, and again a day after three months; 4, then 5.
    d.on_plan("DEV")
    d.tool("DEV", "2025-07-15", 4)
    d.tool("DEV", "2025-10-16", 5)

    # ELI: a child in need plan, neglect found a week before. Again on the last day of six months. His physical care is
    # better, and his worst, emotional, the same.
    d.child("ELI")
    d.assessment("ELI", "2025-08-01", "2025-09-01")
    d.cin("ELI", "2025-09-08")
    d.session("ELI", "2025-09-15", {"physical": 2, "emotional": 3}, family="E")
    d.session("ELI", "2026-03-15", {"physical": 1, "emotional": 3}, family="E")

    # FLO: no tool, and her thirty working days have not run. GUS is not born.
    d.on_plan("FLO", "2026-03-02")
    d.child("GUS", None, "2026-05-01")
    d.plan("GUS", "2026-01-05")

    # HAN: on a plan since February 2025. One tool three months and a day before it, which is not of this plan; another
    # since, on which more is better: 3 then 2, so worse.
    d.on_plan("HAN", "2025-02-03")
    d.tool("HAN", "2024-11-02", 2)
    d.tool("HAN", "2025-09-01", 3, LOCAL)
    d.tool("HAN", "2025-11-28", 2, LOCAL)

    # IDA and JON are brother and sister; their home was recorded. For JON a tool was used as well.
    d.family("IJ", "IDA", "JON")
    d.on_plan("IDA")
    d.home_record("IDA", "2025-12-01", family="IJ")
    d.on_plan("JON")
    d.tool("JON", "2025-06-30", 3)

    # KIM, LEO, MAX and NED are scored on one day, eight weeks after their plans began. LEO's scores are KIM's; MAX's
    # are not; NED's are, but somebody else scored him.
    for who, safety, role in (("KIM", 2, ""), ("LEO", 2, ""), ("MAX", 3, ""), ("NED", 2, "Health visitor")):
        d.on_plan(who, "2025-10-06")
        scores = {"physical": 3.0, "safety": float(safety)}
        d.session(who, "2025-12-01", scores, family="K", role=role or "Social worker")

    # PIP: two tools, each used twice. The one used last says 2 then 4 on a scale on which more is better.
    d.on_plan("PIP")
    d.tool("PIP", "2025-07-01", 2)
    d.tool("PIP", "2025-08-01", 4)
    d.tool("PIP", "2025-07-02", 2, LOCAL)
    d.tool("PIP", "2025-09-01", 4, LOCAL)
    return d.county
