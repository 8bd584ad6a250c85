"""Challenge beside the plan: whom to turn to when a plan drifts, and whether anybody spoke up while it did.

What feeds do not tell is NULL: half a record cannot tell of silence.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, live, months_later, working_days_between
from data.facts.read import Records
from data.facts.terms import CHALLENGES
from data.facts.whose_plan import WhosePlan

# A plan drifts, and is not merely met on a bad day, where it did so this long before as well (EP03).
HELD_DAYS = 28
# A session of reflective supervision covers a plan for so long (RS02).
SESSION_DAYS = 90
# A named contact counts for so long from when it was named, verified or restated at a review (PC01).
CONTACT_MONTHS = 6
# A new plan has until its first core group to name one.
GRACE_WORKING_DAYS = 10
# What becomes of the contact of a plan, from the best.
IN_DATE, OUT_OF_DATE, INCOMPLETE, NOBODY = (
    "In date",
    "Not checked in six months",
    "No way to reach them",
    "Nobody named",
)
_CONTACT, _ESCALATED = "ssd_x_plan_escalation_contact", "ssd_x_escalations"
_SESSIONS, _LOOKS = "ssd_x_reflective_supervision", "ssd_x_flag_reviews"
# Each kind of challenge -> the table that tells of it.
TOLD_BY = dict(zip(CHALLENGES, (_ESCALATED, _SESSIONS, _LOOKS, _LOOKS), strict=True))


@dataclass(frozen=True)
class Challenge:
    """One authority's named contacts, escalations, reflective sessions and recorded challenge, ready to be asked."""

    records: Records
    whose: WhosePlan

    # --- The named contact ---

    @cached_property
    def _contacts(self) -> pd.DataFrame:
        """Named contacts: frame[clock, start, end, reachable, seen_*], one row a record of a spell.

        reachable: a name or role, and a way to reach them. seen_*: the days on which it was named, verified, restated.
        """
        table, day = self.records[_CONTACT], self._contact_day
        start = day("plec_start_date")
        clock = self.whose.clock_of(
            self.records.owner(_CONTACT, "plec_person_id"),
            table["plec_plan_type"],
            table["plec_plan_id"],
            (day("plec_plan_start_date"), start),
        )
        named = table[["plec_contact_role", "plec_contact_name"]].notna().any(axis=1)
        frame = pd.DataFrame(
            {
                "clock": np.where(named, clock, -1),
                "start": start,
                "end": day("plec_end_date"),
                "reachable": table["plec_contact_phone_or_email"].notna().to_numpy(dtype=bool),
                "seen_named": start,
                "seen_verified": day("plec_verified_date"),
                "seen_restated": day("plec_restated_at_review_date"),
            }
        )
        return frame[(frame["clock"] >= 0) & (frame["start"] < NO_DAY)]

    def _contact_day(self, column: str) -> Ints:
        return self.records.day(_CONTACT, column)

    @staticmethod
    def _between(frame: pd.DataFrame, begins: "pd.Series[int]", ends: "pd.Series[int]") -> tuple[Timeline, Timeline]:
        """From when and until when each spell has a contact, no longer than the contact is in post."""
        clock = frame["clock"].to_numpy(dtype=np.int64)
        first = np.maximum(begins.to_numpy(dtype=np.int64), frame["start"].to_numpy(dtype=np.int64))
        last = np.minimum(ends.to_numpy(dtype=np.int64), frame["end"].to_numpy(dtype=np.int64))
        return Timeline.of(clock, first), Timeline.of(clock, np.where(first < NO_DAY, np.maximum(first, last), NO_DAY))

    @cached_property
    def _in_post(self) -> dict[str, tuple[Timeline, Timeline]]:
        """When each spell had a contact in post: any, one that can be reached, one checked in six months as well."""
        every = self._contacts
        reachable = every[every["reachable"]]
        seen = [reachable.assign(day=reachable[f"seen_{how}"]) for how in ("named", "verified", "restated")]
        checked = pd.concat(seen, ignore_index=True)
        until = pd.Series(months_later(checked["day"].to_numpy(dtype=np.int64), CONTACT_MONTHS) + 1)
        return {
            "named": self._between(every, every["start"], every["end"]),
            "reachable": self._between(reachable, reachable["start"], reachable["end"]),
            "in_date": self._between(checked, checked["day"], until),
        }

    def contact(self, clock: Ints, plan_start: Ints, day: Ints) -> pd.DataFrame:
        """frame[contact_named, contact_state] of the plan in force (PC01); NULL before the feed began, after it
        stopped, and while a plan is ten working days old or less."""
        has = {name: live(*lines, clock, day) > 0 for name, lines in self._in_post.items()}
        state = np.select([has["in_date"], has["reachable"], has["named"]], [IN_DATE, OUT_OF_DATE, INCOMPLETE], NOBODY)
        known = self.records.told(_CONTACT, day) & (working_days_between(plan_start, day) > GRACE_WORKING_DAYS)
        return pd.DataFrame(
            {
                "contact_named": pd.Series(has["in_date"]).astype("Int8").where(known),
                "contact_state": pd.Series(state, dtype=object).where(known),
            }
        )

    def restated(self, who: Ints, held: Ints) -> pd.Series:
        """1 where the review the child had that day restated the contact: it names that day, or that review; 0 where
        none did; NULL where the feed does not tell of the day (PC02)."""
        named = self.records[_CONTACT]["plec_restated_review_id"]
        reviews = pd.Series(
            self.records.day("ssd_cp_reviews", "cppr_cp_review_date"),
            self.records["ssd_cp_reviews"]["cppr_cp_review_id"],
        )
        by_id = named.map(reviews[~reviews.index.duplicated()]).fillna(NO_DAY).to_numpy(dtype=np.int64)
        person = self.records.owner(_CONTACT, "plec_person_id")
        on = np.concatenate([self._contact_day("plec_restated_at_review_date"), by_id])
        found = Timeline.of(np.tile(person, 2), on).count(who, held, held - 1) > 0
        return pd.Series(found).astype("Int8").where(found | self.records.told(_CONTACT, held))

    # --- Speaking up ---

    @cached_property
    def escalations(self) -> pd.DataFrame:
        """Every escalation: frame[who, raised, due, closed, stage, raised_by, raised_to, resolution]."""
        table = self.records[_ESCALATED]
        return pd.DataFrame(
            {
                "who": self.records.owner(_ESCALATED, "escl_person_id"),
                "raised": self.records.day(_ESCALATED, "escl_raised_date"),
                "due": self.records.day(_ESCALATED, "escl_target_resolution_date"),
                "closed": self.records.day(_ESCALATED, "escl_resolved_date"),
                "stage": pd.to_numeric(table["escl_stage"]).astype("Int16"),
                "raised_by": table["escl_raised_by_agency"],
                "raised_to": table["escl_raised_to_agency"],
                "resolution": table["escl_resolution"].str.strip().str.lower(),
            }
        )

    @cached_property
    def raised(self) -> Timeline:
        """When each child's plan was escalated."""
        return Timeline.of(*(self.escalations[name].to_numpy(dtype=np.int64) for name in ("who", "raised")))

    @cached_property
    def sessions(self) -> Timeline:
        """When each child's case, or its family's, was brought to reflective supervision. A session of a whole team
        names no child and is not here."""
        table, family = self.records[_SESSIONS], self.records["ssd_family"]
        on = pd.Series(self.records.day(_SESSIONS, "refs_session_date"))
        child = self.records.owner(_SESSIONS, "refs_child_person_id")
        members = pd.DataFrame(
            {"family": family["fami_family_id"].to_numpy(), "who": self.records.owner("ssd_family", "fami_person_id")}
        ).dropna()
        named = pd.DataFrame({"family": table["refs_family_group_id"].to_numpy(), "day": on}).dropna()
        of_family = named.merge(members, on="family")
        every = pd.concat([pd.DataFrame({"who": child, "day": on}), of_family[["who", "day"]]]).drop_duplicates()
        return Timeline.of(every["who"].to_numpy(dtype=np.int64), every["day"].to_numpy(dtype=np.int64))

    def supervised(self, who: Ints, day: Ints) -> pd.Series:
        """1 brought to reflective supervision in the 90 days to the day; 0 not; NULL where the feed does not tell of
        all of them."""
        since = day - SESSION_DAYS
        found = self.sessions.count(who, day, since - 1) > 0
        told = self.records.told(_SESSIONS, since) & self.records.told(_SESSIONS, day)
        return pd.Series(found).astype("Int8").where(found | told)

    def _looks(self, flag: str) -> Timeline:
        """Looks taken at a child of one kind: recorded challenge, or the chair's mid-point review."""
        kind = self.records[_LOOKS]["flrv_flag"].fillna("").str.strip().str.lower() == flag
        owner = np.where(kind, self.records.owner(_LOOKS, "flrv_person_id"), -1)
        return Timeline.of(owner, self.records.day(_LOOKS, "flrv_reviewed_date"))

    @cached_property
    def _lines(self) -> dict[str, Timeline]:
        return {
            "challenge_escalation": self.raised,
            "challenge_session": self.sessions,
            "challenge_note": self._looks("challenge"),
            "challenge_midpoint": self._looks("midpoint"),
        }

    def columns(self, who: Ints, begun: Ints, day: Ints, held: pd.Series) -> pd.DataFrame:
        """frame[drift_held, challenge_*, challenged, drift_unchallenged] (EP03), of what happened since a spell began.

        begun: the day the spell began; held: whether it drifts and did 28 days before. challenged is 1 where there is
        any of the four, 0 where there is none and the feeds of all of them tell of the day.
        """
        frame = pd.DataFrame({"drift_held": held.array})
        found: dict[str, npt.NDArray[np.bool_]] = {}
        for name, line in self._lines.items():
            found[name] = line.count(who, day, begun - 1) > 0
            told = self.records.told(TOLD_BY[name], day)
            frame[name] = pd.Series(found[name]).astype("Int8").where(found[name] | told)
        spoken = np.any(list(found.values()), axis=0)
        every = np.all([self.records.told(name, day) for name in set(TOLD_BY.values())], axis=0)
        frame["challenged"] = pd.Series(spoken).astype("Int8").where(spoken | every)
        stuck = (frame["drift_held"] == 1).fillna(False)
        # Of days that not every feed tells of, those with a challenge are known and those without are not: a share of
        # the known would say that all were challenged.
        frame["drift_unchallenged"] = (1 - frame["challenged"]).astype("Int8").where(stuck & every)
        return frame
