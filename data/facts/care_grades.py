"""What neglect tools say of the care each child of a home is given: alike, unlike, or poor for all of them.

A score becomes a grade from 1, the best, to 5, the worst, on the tool's own scale and in its own direction. Of each
child and domain the latest score counts. Two children are compared only on one tool, one version and one domain, and
where their scores lie at most 90 days apart: grades of different tools do not mean the same.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, dates, days, working_days_later
from data.facts.read import Records
from data.facts.signals import Signals
from data.facts.terms import GRADED_DOMAINS
from data.practice import Practice

POOR_GRADE = 4
COMPARED_WITHIN_DAYS = 90
EXPLAINED_WITHIN_WORKING_DAYS = 10
# How a look at unequal care is named in the record of looks at flags.
_LOOKED_AT = ("sd02", "care_disparity", "care disparity")
Keys = npt.NDArray[np.object_]
_HOME = ["day", "home"]


@dataclass(frozen=True)
class CareGrades:
    """One authority's scores, asked by child and by home."""

    records: Records
    practice: Practice
    signals: Signals

    @cached_property
    def _domains(self) -> pd.Index:
        names: list[str] = sorted(_domain(self.signals.scores["neti_domain"]).unique())
        return pd.Index(names)

    @cached_property
    def _grades(self) -> pd.DataFrame:
        """frame[person, domain, day, tool, grade], in order; domain is a place among `_domains`. Of several scores of
        one child, domain, tool and day the worst counts."""
        scores = self.signals.scores
        frame = pd.DataFrame(
            {
                "person": self.records.persons.get_indexer(pd.Index(scores["child"])).astype(np.int64),
                "domain": self._domains.get_indexer(pd.Index(_domain(scores["neti_domain"]))).astype(np.int64),
                "day": days(scores["negt_completed_date"]),
                "tool": scores["negt_tool_name"].fillna("") + " " + scores["negt_tool_version"].fillna(""),
                "worst": scores["worst"].to_numpy(dtype=float),
            }
        )
        frame = frame[(frame["person"] >= 0) & frame["worst"].between(0, 1)]
        # Part grades are rounded down, so that 4 to 5 is the worst quarter of any scale.
        frame["grade"] = np.floor(1 + 4 * frame["worst"] + 1e-9).astype(np.int64)
        keys = ["person", "domain", "day", "tool"]
        worst: pd.DataFrame = frame.groupby(keys, as_index=False)["grade"].max()  # type: ignore[assignment]
        return worst

    @cached_property
    def _line(self) -> Timeline:
        """Scores of each child and domain, by a number of their own."""
        owner = self._grades["person"] * max(len(self._domains), 1) + self._grades["domain"]
        return Timeline.of(owner.to_numpy(dtype=np.int64), self._grades["day"].to_numpy(dtype=np.int64))

    def latest(self, children: pd.DataFrame) -> pd.DataFrame:
        """Of children [who, day, home]: frame[row, day, home, domain, scored, tool, grade], their latest scores."""
        who, day = (children[name].to_numpy(dtype=np.int64) for name in ("who", "day"))
        rows = np.repeat(np.arange(len(children)), len(self._domains))
        domain = np.tile(np.arange(len(self._domains)), len(children))
        last = self._line.last(who[rows] * max(len(self._domains), 1) + domain, day[rows])
        found = self._grades.iloc[last[last >= 0]].reset_index(drop=True)
        at = rows[last >= 0]
        return pd.DataFrame(
            {
                "row": at,
                "day": day[at],
                "home": children["home"].to_numpy(dtype=np.int64)[at],
                "domain": self._domains.to_numpy()[found["domain"]],
                "scored": found["day"],
                "tool": found["tool"],
                "grade": found["grade"],
            }
        )

    def of_children(self, latest: pd.DataFrame, count: int) -> pd.DataFrame:
        """frame[last_scored, worst_grade, *grade_...], a row a child; NULL where not scored."""
        by_child = latest.groupby("row")
        frame = pd.DataFrame(index=range(count))
        frame["last_scored"] = dates(by_child["scored"].max().reindex(frame.index, fill_value=NO_DAY).to_numpy())
        frame["worst_grade"] = by_child["grade"].max().reindex(frame.index).astype("Int16")
        for column, domain in GRADED_DOMAINS.items():
            one = latest[latest["domain"] == domain].set_index("row")["grade"]
            frame[column] = one.reindex(frame.index).astype("Int16")
        return frame

    def of_homes(self, latest: pd.DataFrame) -> pd.DataFrame:
        """By (day, home): frame[care_gap, care_unequal, uniformly_poor, care_domain, care_grades,
        care_worst, worst_grades, flagged].

        care_gap        the widest difference of grade between two children who can be compared; NULL where none can
        care_unequal    that is as wide as practice flags
        uniformly_poor  every child scored in some domain is at grade 4 or 5 in it, two or more of them
        care_domain     where they differ most, if that is as far as the flag; else where all are poor; else where they
                        differ most. Of several such domains that with the worse grades, then the first by name
        care_grades     the grades in that domain, best to worst, as text ("2 4 4"); care_worst: the last of them
        worst_grades    of every child scored, the worst of its latest grades, as text
        flagged         the day the wide difference could be seen: when the later of two such scores was made
        """
        pairs = self._pairs(latest)
        gaps = pairs.groupby([*_HOME, "domain"])["gap"].max()
        scored = latest.groupby([*_HOME, "domain"])["grade"].agg(["size", "min", "mean"])
        several = scored[scored["size"] > 1]
        poor = several["min"] >= POOR_GRADE
        frame = pd.DataFrame({"care_gap": gaps.groupby(_HOME).max(), "uniformly_poor": poor.groupby(_HOME).max()})
        frame = frame.astype({"care_gap": "Int16"}).assign(uniformly_poor=frame["uniformly_poor"].astype("Int8"))
        unequal = frame["care_gap"] >= self.practice.care_gap_grades
        frame["care_unequal"] = unequal.astype("Int8").where(frame["care_gap"].notna())
        wide = pairs[pairs["gap"] >= self.practice.care_gap_grades]
        frame["flagged"] = wide.groupby(_HOME)["later"].min().reindex(frame.index, fill_value=NO_DAY)
        worst = latest.groupby([*_HOME, "row"])["grade"].max().sort_values().groupby(_HOME).agg(_in_a_row)
        shown = self._looked_at(latest, pairs, several.assign(poor=poor))
        return frame.join([shown, worst.rename("worst_grades")])

    def _pairs(self, latest: pd.DataFrame) -> pd.DataFrame:
        """Two children at a time who can be compared: frame[day, home, domain, row, row_other, gap, later]."""
        both = latest.merge(latest, on=[*_HOME, "domain", "tool"], suffixes=("", "_other"))
        both = both[both["row"] < both["row_other"]]
        both = both[(both["scored"] - both["scored_other"]).abs() <= COMPARED_WITHIN_DAYS]
        return both.assign(
            gap=(both["grade"] - both["grade_other"]).abs(), later=both[["scored", "scored_other"]].max(axis=1)
        )

    def _looked_at(self, latest: pd.DataFrame, pairs: pd.DataFrame, several: pd.DataFrame) -> pd.DataFrame:
        """By (day, home): frame[care_domain, care_grades, care_worst]."""
        compared = pd.concat([pairs["row"], pairs["row_other"].rename("row")])
        domains = pd.concat([pairs["domain"], pairs["domain"]])
        known = pd.DataFrame({"row": compared, "domain": domains}).drop_duplicates()
        shown = latest.merge(known, on=["row", "domain"])
        # Where all are poor every child scored is shown: against 4 and 5, tools need not be the same.
        poor = several[several["poor"]].reset_index()[[*_HOME, "domain"]]
        shown = pd.concat([shown, latest.merge(poor, on=[*_HOME, "domain"])]).drop_duplicates(["row", "domain"])
        by_domain = shown.groupby([*_HOME, "domain"])["grade"].agg(["mean", "min"])
        by_domain["gap"] = pairs.groupby([*_HOME, "domain"])["gap"].max().reindex(by_domain.index, fill_value=0)
        by_domain["wide"] = by_domain["gap"] >= self.practice.care_gap_grades
        by_domain["poor"] = several["poor"].reindex(by_domain.index, fill_value=False).astype(bool)
        order = ["wide", "poor", "gap", "mean"]
        ranked = by_domain.reset_index().sort_values([*order, "domain"], ascending=[False] * len(order) + [True])
        chosen = ranked.drop_duplicates(_HOME)[[*_HOME, "domain"]]
        grades = shown.merge(chosen, on=[*_HOME, "domain"]).sort_values("grade")
        told: pd.DataFrame = grades.groupby(_HOME).agg(
            care_domain=("domain", "first"), care_grades=("grade", _in_a_row), care_worst=("grade", "max")
        )
        return told

    def explained(self, children: pd.DataFrame, flagged: pd.Series, keys: Keys) -> pd.Series:
        """By (day, home) of `flagged`: 1 a reason and an action were recorded against the flag within ten working days,
        0 they were not, NULL where no flag is up, the ten days have not passed, or looks at flags are not recorded.

        children  [who, day, home]; keys: home number -> household_key
        """
        name = "ssd_x_flag_reviews"
        index = flagged.index.to_frame()
        day, home = (index[level].to_numpy(dtype=np.int64) for level in _HOME)
        begins = flagged.to_numpy(dtype=np.int64)
        limit = working_days_later(begins, EXPLAINED_WITHIN_WORKING_DAYS)
        until: Ints = np.minimum(limit, day)
        by_home = Timeline.of(self._homes_looked_at(keys), self.records.day(name, "flrv_reviewed_date"))
        looked = by_home.count(home, until, begins - 1) > 0
        places = pd.Series(np.arange(len(flagged)), index=flagged.index)
        place = places.reindex(pd.MultiIndex.from_frame(children[_HOME])).fillna(-1).to_numpy(dtype=np.int64)
        there = place >= 0
        owner = np.where(self._answered, self.records.owner(name, "flrv_person_id"), -1)
        by_child = Timeline.of(owner, self.records.day(name, "flrv_reviewed_date"))
        who, at = children["who"].to_numpy(dtype=np.int64)[there], place[there]
        np.logical_or.at(looked, at, by_child.count(who, until[at], begins[at] - 1) > 0)
        up = begins < NO_DAY
        told = self.records.told(name, until) & self.records.told(name, np.where(up, begins, day))
        known = up & (looked | ((day > limit) & told))
        return pd.Series(looked, index=flagged.index).astype("Int8").where(known)

    @cached_property
    def _answered(self) -> npt.NDArray[np.bool_]:
        """Which looks at a flag are at unequal care and hold both a reason and an action."""
        table = self.records["ssd_x_flag_reviews"]
        about = table["flrv_flag"].fillna("").str.strip().str.lower().isin(_LOOKED_AT)
        said = [table[name].fillna("").str.strip() != "" for name in ("flrv_reason", "flrv_action")]
        answered: npt.NDArray[np.bool_] = (about & said[0] & said[1]).to_numpy(dtype=bool)
        return answered

    def _homes_looked_at(self, keys: Keys) -> Ints:
        """The home each answered look names, by number; -1 where it names none."""
        named = pd.Index(keys).get_indexer(pd.Index(self.records["ssd_x_flag_reviews"]["flrv_household_key"]))
        return np.where(self._answered, named, -1).astype(np.int64)


def _in_a_row(grades: "pd.Series[int]") -> str:
    return " ".join(map(str, grades))


def _domain(names: "pd.Series[str]") -> "pd.Series[str]":
    return names.fillna("").str.strip().str.lower()
