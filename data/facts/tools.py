"""Neglect tools beside each child's plan: used in time, used again, and what moved between the first use and the last.

A tool's scores become grades from 1, the best, to 5, the worst, on its own scale and in its own direction. Uses are
compared within one tool and one version only. Those of the three months before a spell began count with it: a tool used
while neglect was being assessed is the baseline of the plan that came of it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, days, months_later
from data.facts.read import Records
from data.facts.signals import Signals
from data.facts.terms import GRADED_DOMAINS, SCORE_CHANGES

Truths = npt.NDArray[np.bool_]
TABLE = "ssd_x_neglect_tools"
RECENT_MONTHS = 12
BASELINE_MONTHS = 3
# A child is scored again within so many months, by the plan it is on.
AGAIN_MONTHS = {"CP": 3, "CIN": 6}
POOR_GRADE = 4
_HOME_RECORD = "condition"


@dataclass(frozen=True)
class Tools:
    """One authority's neglect tools, asked child by child."""

    records: Records
    signals: Signals

    @cached_property
    def used(self) -> pd.DataFrame:
        """Completed neglect tools: frame[id, person, day, tool, worst, *GRADED_DOMAINS], a row a child and tool, in
        order of child, tool and day. worst and the domains are grades; missing where not scored. Of several uses of one
        tool for one child on one day the worse grades count."""
        tools = self.signals.tools
        scores = self.signals.scores
        of_child = self.records.persons.get_indexer(pd.Index(scores["child"])).astype(np.int64)
        domain = scores["neti_domain"].fillna("").str.strip().str.lower()
        graded = pd.DataFrame({"id": scores["negt_tool_id"], "person": of_child, "worst": _grade(scores["worst"])})
        for column, name in GRADED_DOMAINS.items():
            graded[column] = graded["worst"].where(domain == name)
        by_use = graded.groupby(["id", "person"], as_index=False)[["worst", *GRADED_DOMAINS]].max()
        frame = tools[["id", "person", "day", "tool"]].merge(by_use, on=["id", "person"], how="left")
        numbers = {"id": "first", **dict.fromkeys(["worst", *GRADED_DOMAINS], "max")}
        one_a_day: pd.DataFrame = frame.groupby(["person", "tool", "day"], as_index=False).agg(numbers)
        return one_a_day

    @cached_property
    def line(self) -> Timeline:
        """When a neglect tool was completed for each child."""
        return Timeline.of(*(self.used[name].to_numpy(dtype=np.int64) for name in ("person", "day")))

    @cached_property
    def _home_records(self) -> Timeline:
        """When the condition of each child's home was recorded: of the child it names, and of all of its family."""
        table, family = self.records[TABLE], self.records["ssd_family"]
        name = table["negt_tool_name"].fillna("").str.lower()
        homes = table[name.str.contains(_HOME_RECORD) & name.str.contains("home")]
        members = family[["fami_family_id", "fami_person_id"]].dropna().drop_duplicates()
        of_family = homes.merge(members, left_on="negt_family_group_id", right_on="fami_family_id")
        child = pd.concat([homes["negt_person_id"], of_family["fami_person_id"]])
        on = pd.concat([homes["negt_completed_date"], of_family["negt_completed_date"]])
        return Timeline.of(self.records.persons.get_indexer(pd.Index(child)).astype(np.int64), days(on))

    def told(self, since: Ints, day: Ints) -> Truths:
        """Whether the feed tells of all the time between two days."""
        return self.records.told(TABLE, since) & self.records.told(TABLE, day)

    def columns(self, who: Ints, begun: Ints, day: Ints, plan_type: pd.Series, unborn: Truths) -> pd.DataFrame:
        """frame[tool_12m, home_record_12m, tool_again, scored_tool, score_first, score_latest, score_stuck,
        *SCORE_CHANGES] of each child's plan; NULL of unborn children.

        tool_12m         a neglect tool completed in the twelve months to the day
        home_record_12m  the condition of the home recorded in them
        tool_again       the last use of a tool so many months ago or more was followed by another of the same tool
                         within as many; NULL where there is no such use in the spell
        scored_tool      the tool and version last used twice or more in the spell; score_first and score_latest the
                         worst grades of its first and last use; score_stuck: its last two both at grade 4 or 5
        SCORE_CHANGES    grades by which it is better (more than 0) or worse (less), in the worst domain and in each
        """
        back = months_later(day, -RECENT_MONTHS)
        told = self.told(back, day) & ~unborn
        since = months_later(begun, -BASELINE_MONTHS)
        recent = self.line.count(who, day, back - 1) > 0
        at_home = self._home_records.count(who, day, back - 1) > 0
        again = np.array([AGAIN_MONTHS[kind] for kind in plan_type], dtype=np.int64)
        frame = pd.DataFrame(
            {
                "tool_12m": pd.Series(recent).astype("Int8").where((recent & ~unborn) | told),
                "home_record_12m": pd.Series(at_home).astype("Int8").where((at_home & ~unborn) | told),
                "tool_again": self._again(who, since, day, again).where(~unborn),
            }
        )
        moved = self._moved(who, since, day)
        return pd.concat([frame, moved.where(pd.Series(~unborn), axis=0)], axis=1)

    def _uses(self, who: Ints, since: Ints, day: Ints) -> pd.DataFrame:
        """The rows of `used` that fall between two days for each child asked about: `used` with row, its place."""
        asked = pd.DataFrame({"person": who, "row": np.arange(len(who)), "since": since, "upto": day})
        both = asked.merge(self.used, on="person")
        return both[(both["day"] >= both["since"]) & (both["day"] <= both["upto"])]

    def _again(self, who: Ints, since: Ints, day: Ints, months: Ints) -> pd.Series:
        """1 used again in time, 0 not; NULL where no use is old enough, or the feed stopped before it could tell."""
        uses = self._uses(who, since, day)
        limit = months_later(uses["day"].to_numpy(dtype=np.int64), months[uses["row"]])
        following = uses.groupby(["row", "tool"])["day"].shift(-1, fill_value=NO_DAY).to_numpy(dtype=np.int64)
        uses = uses.assign(limit=limit, again=(following <= limit).astype(np.int8))
        old = uses[(uses["limit"] <= uses["upto"])]
        last = old[old["day"] == old.groupby("row")["day"].transform("max")]
        by_row = last.groupby("row")[["again", "limit"]].max()
        again = (
            by_row["again"]
            .astype("Int8")
            .where((by_row["again"] == 1) | self.records.told(TABLE, by_row["limit"].to_numpy(dtype=np.int64)))
        )
        return again.reindex(range(len(who)))

    def _moved(self, who: Ints, since: Ints, day: Ints) -> pd.DataFrame:
        uses = self._uses(who, since, day)
        uses = uses[uses["worst"].notna()]
        same = uses.groupby(["row", "tool"])
        uses = uses.assign(uses=same["day"].transform("size"), last=same["day"].transform("max"))
        uses["before"] = same["worst"].shift(1)
        # Of several tools used again, the one used last; of those of one day the first by name.
        several = uses[uses["uses"] > 1].sort_values(
            ["row", "last", "tool", "day"], ascending=[True, False, True, True]
        )
        chosen = several[several["tool"] == several.groupby("row")["tool"].transform("first")].groupby("row")
        first, latest = chosen.nth(0).set_index("row"), chosen.nth(-1).set_index("row")
        stuck = (latest["worst"] >= POOR_GRADE) & (latest["before"] >= POOR_GRADE)
        frame = pd.DataFrame(
            {
                "scored_tool": latest["tool"].str.strip(),
                "score_first": first["worst"],
                "score_latest": latest["worst"],
                "score_stuck": stuck.astype("Int8"),
                **{name: first[of] - latest[of] for name, of in SCORE_CHANGES.items()},
            }
        ).reindex(range(len(who)))
        numbers = ["score_first", "score_latest", *SCORE_CHANGES]
        return frame.astype(dict.fromkeys(numbers, "Int16"))


def _grade(worst: pd.Series) -> pd.Series:
    """How bad a score is, 0 to 1, as a grade: part grades are rounded down, so that 4 to 5 is the worst quarter."""
    grade: pd.Series = np.floor(1 + 4 * worst.where(worst.between(0, 1)) + 1e-9)
    return grade
