"""Actions agreed in plans: due, overdue, late. Each belongs to one spell, by child, plan type and date.

The date is the first one agreed: re-dating does not make an action less late. Due on the as-at day is due, not overdue.
Withdrawn actions never count. "Not met" is closed, and shown apart.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, dates, day_number, live
from data.facts.read import Records
from data.facts.whose_plan import WhosePlan
from data.practice import Practice

# Which actions are on which of three kinds of neglect, by words in their theme; not a parent's health.
THEMES = {
    "medical": "health|medical|dental",
    "educational": "education|school|attendance",
    "physical": "physical|home condition|hygiene|nutrition|food|cloth|housing|material",
}
NOT_THE_CHILDS = "parent"
# What helps with poverty itself: things, money, a home. "Home conditions" asks something of the family instead.
MATERIAL_HELP = "material|financ|money|housing|benefit|debt|food|furniture|repair"
_NAME = "ssd_x_plan_actions"


@dataclass(frozen=True)
class Actions:
    """One authority's plan actions, asked for spells and days."""

    records: Records
    whose: WhosePlan
    practice: Practice

    @cached_property
    def actions(self) -> pd.DataFrame:
        """frame[clock, first_due, closed, not_met, redated, owned, *THEMES, material]; clock = row of the clocks, -1
        where none fits.

        owned: it says when it is due, and which agency or role does it. Each of THEMES: whether it is on that.
        material: whether it offers things, money or a home.
        """
        table = self.records[_NAME]
        status = table["pact_status"].fillna("open").str.lower()
        original = self._day("pact_original_due_date")
        first_due = np.where(original < NO_DAY, original, self._day("pact_due_date"))
        theme = table["pact_neglect_theme"].fillna("").str.lower()
        closed = self._day("pact_completed_date")
        # Closed, but nobody wrote when: taken as closed on its last known date that has come, else on its first, else
        # by now; not as still open.
        undated = status.isin(["not met", "complete"]).to_numpy(dtype=bool) & (closed == NO_DAY)
        last_known = np.minimum(self._day("pact_last_reviewed_date"), self._day("pact_due_date"))
        now = day_number(self.records.authority.as_at)
        last_known = np.minimum(np.where(last_known <= now, last_known, first_due), now)
        times = pd.to_numeric(table["pact_times_extended"]).fillna(0)
        return pd.DataFrame(
            {
                "clock": np.where(status == "withdrawn", -1, self._clock_of(first_due)),
                "first_due": first_due,
                "closed": np.where(undated, last_known, closed),
                "not_met": (status == "not met").to_numpy(dtype=bool),
                "redated": (times >= self.practice.action_redated_times).to_numpy(dtype=bool),
                "material": theme.str.contains(MATERIAL_HELP).to_numpy(dtype=bool),
                "owned": (table[["pact_lead_agency", "pact_lead_role"]].notna().any(axis=1)).to_numpy()
                & (first_due < NO_DAY),
                **{
                    name: (theme.str.contains(words) & ~theme.str.contains(NOT_THE_CHILDS)).to_numpy()
                    for name, words in THEMES.items()
                },
            }
        )

    def _day(self, column: str) -> Ints:
        return self.records.day(_NAME, column)

    def _clock_of(self, first_due: Ints) -> Ints:
        """The spell an action belongs to: by the plan it names (id, or start), else by when it was recorded, or due."""
        table = self.records[_NAME]
        return self.whose.clock_of(
            self.records.owner(_NAME, "pact_person_id"),
            table["pact_plan_type"],
            table["pact_plan_id"],
            (self._day("pact_plan_start_date"), self._day("pact_recorded_date"), first_due),
        )

    def _running(self, keep: "pd.Series[bool]", delay: int, by: "np.int64 | int" = NO_DAY) -> tuple[Timeline, Timeline]:
        """When kept actions begin to count (so many days past their first date, and no later than `by`), and when they
        stop."""
        frame = self.actions[keep & (self.actions["first_due"] < NO_DAY)]
        clock = frame["clock"].to_numpy(dtype=np.int64)
        begins = np.minimum(frame["first_due"].to_numpy(dtype=np.int64) + delay, by)
        # Of a plan that is to begin after now, none counts yet.
        plan = self._day("pact_plan_start_date")[frame.index.to_numpy()]
        begins = np.where(plan < NO_DAY, np.maximum(begins, plan), begins)
        # One closed before it would begin to count begins and stops on the same day: it never counts.
        ends = np.where(frame["closed"] < NO_DAY, np.maximum(frame["closed"], begins), NO_DAY)
        return Timeline.of(clock, begins), Timeline.of(clock, ends)

    @cached_property
    def _lines(self) -> dict[str, tuple[Timeline, Timeline]]:
        frame = self.actions
        every = pd.Series(True, index=frame.index)
        return {
            "due": self._running(every, 0),
            "not_met": self._running(frame["not_met"], 0),
            "overdue": self._running(every, 1),
            "late": self._running(~frame["redated"], self.practice.action_late_days),
            # No record says when a date was moved: by its first date, or by now if that is still to come.
            "redated": self._running(frame["redated"], 0, by=day_number(self.records.authority.as_at)),
        }

    def counts(self, clock: Ints, day: Ints) -> pd.DataFrame:
        """frame[actions_due, actions_overdue, actions_not_met, actions_redated, action_closed] of the plan in force;
        NULL before the feed began. actions_redated: live ones; action_closed: the latest day one was closed."""
        frame = pd.DataFrame(
            {
                "actions_due": self._lines["due"][0].count(clock, day),
                "actions_overdue": live(*self._lines["overdue"], clock, day),
                "actions_not_met": self._lines["not_met"][1].count(clock, day),
                "actions_redated": live(*self._lines["redated"], clock, day),
            }
        ).astype("Int16")
        frame["action_closed"] = dates(self._closed.last_day(clock, day))
        return frame.where(np.tile(self.records.told(_NAME, day)[:, None], len(frame.columns)))

    @cached_property
    def _closed(self) -> Timeline:
        """When each plan's actions were closed, met or not."""
        frame = self.actions[(self.actions["clock"] >= 0) & (self.actions["closed"] < NO_DAY)]
        return Timeline.of(frame["clock"].to_numpy(dtype=np.int64), frame["closed"].to_numpy(dtype=np.int64))

    def late(self, clock: Ints, day: Ints) -> pd.Series:
        """Drift flag 5: a live action of this plan 29 days or more past its first date, or re-dated twice."""
        late = live(*self._lines["late"], clock, day) + live(*self._lines["redated"], clock, day)
        return pd.Series(late > 0).astype("Int8").where(self.records.told(_NAME, day))

    @cached_property
    def agreed(self) -> Timeline:
        """When the plans' actions were recorded, child by child."""
        kept = np.where(self.actions["clock"] >= 0, self.records.owner(_NAME, "pact_person_id"), -1)
        return Timeline.of(kept, self._day("pact_recorded_date"))

    def _live(self, keep: "pd.Series[bool]") -> tuple[Timeline, Timeline]:
        """When kept actions are live, child by child: from when recorded (from the plan's start at the earliest) until
        closed, or until the plan ends."""
        frame = self.actions[keep & (self.actions["clock"] >= 0)]
        clock = self.whose.clocks.iloc[frame["clock"]]
        recorded = self._day("pact_recorded_date")[frame.index.to_numpy()]
        start = clock["start"].to_numpy(dtype=np.int64)
        begins = np.where(recorded < NO_DAY, np.maximum(recorded, start), start)
        ends = np.minimum(frame["closed"].to_numpy(dtype=np.int64), clock["end"].to_numpy(dtype=np.int64))
        person = clock["person"].to_numpy(dtype=np.int64)
        return Timeline.of(person, begins), Timeline.of(person, np.maximum(ends, begins))

    @cached_property
    def _material(self) -> tuple[Timeline, Timeline]:
        return self._live(self.actions["material"])

    def with_material_help(self, who: Ints, day: Ints) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Whether a live action of any plan the child is on offers things, money or a home."""
        return live(*self._material, who, day) > 0

    @cached_property
    def _health_or_school(self) -> tuple[Timeline, Timeline]:
        return self._live(self.actions["medical"] | self.actions["educational"])

    def on_health_or_school(self, who: Ints, day: Ints) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Whether a live action of any plan the child is on is on the child's health or schooling."""
        return live(*self._health_or_school, who, day) > 0

    @cached_property
    def _owned(self) -> dict[str, tuple[Timeline, Timeline]]:
        return {name: self._live(self.actions[name] & self.actions["owned"]) for name in THEMES}

    def on_theme(self, name: str, who: Ints, day: Ints) -> pd.Series:
        """1 where a live action of a plan the child is on is on the theme, dated and owned; NULL before the feed."""
        return pd.Series(live(*self._owned[name], who, day) > 0).astype("Int8").where(self.records.told(_NAME, day))
