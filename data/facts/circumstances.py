"""What surrounds a child: heritage as described, language, a move from elsewhere and its history, help with poverty.

Every function takes `who` (child numbers) and `day` (whole days since 1970-01-01), the same length, and gives columns
of that length. NULL is not recorded: where a feed tells only of what is so, what it does not tell is not "no".
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.actions import Actions
from data.facts.asof import NO_DAY, Ints, Timeline, live, months_later, pick, working_days_between
from data.facts.read import Records
from data.practice import Practice

MOVED_IN_MONTHS = 24
GRT_CODES = ("WIRT", "WROM")
# Heritage in people's own words that is Gypsy, Roma or Traveller. Whole words: "Romanian" is not "Roma".
GRT_WORDS = r"\b(?:gypsy|gypsies|roma|romani|romany|traveller|travellers|pavee)\b"
GRT, OTHER_HERITAGE = "Gypsy, Roma or Traveller", "Other heritage recorded"
_CHECKS = "ssd_x_previous_area_checks"
_FREE_MEALS, _MOVE = "free school meal", "recent move"


@dataclass(frozen=True)
class Circumstances:
    """One authority's children and what their records say of where they come from and what the family has."""

    records: Records

    @cached_property
    def _described(self) -> Timeline:
        owner = self.records.owner("ssd_x_heritage", "heri_person_id")
        told = self.records["ssd_x_heritage"]["heri_self_described"].notna().to_numpy()
        return Timeline.of(np.where(told, owner, -1), self._since("ssd_x_heritage", "heri_described_date"))

    def heritage(self, who: Ints, day: Ints) -> pd.Series:
        """As the child or family last described it by the day, in their words; missing where nobody wrote it down."""
        return pick(self.records["ssd_x_heritage"]["heri_self_described"], self._described.last(who, day))

    def grt(self, who: Ints, day: Ints) -> pd.DataFrame:
        """frame[grt, grt_coded, grt_group]: 1 / 0 / NULL each, and grt in words.

        Heritage known through one parent is often not in the code: what the family says of itself counts as much, and
        neither takes the other's place.
        """
        code = self.records["ssd_person"]["pers_ethnicity"]
        known = (code.notna() & ~code.isin(["NOBT", "REFU"])).to_numpy()[who]
        coded = code.isin(GRT_CODES).to_numpy()[who]
        told = self.heritage(who, day)
        described = told.fillna("").str.lower().str.contains(GRT_WORDS, regex=True).to_numpy(dtype=bool)
        grt = _condition(coded | described, known=known | told.notna().to_numpy())
        words = grt.map({1: GRT, 0: OTHER_HERITAGE}).astype(object).where(grt.notna(), "Not recorded")
        return pd.DataFrame({"grt": grt, "grt_coded": _condition(coded, known=known), "grt_group": words})

    @cached_property
    def _languages(self) -> dict[str, Timeline]:
        """When the interpreter needed, and the one used, were recorded."""
        table, owner = self.records["ssd_x_language"], self.records.owner("ssd_x_language", "lang_person_id")
        since = self._since("ssd_x_language", "lang_from_date")
        return {
            name: Timeline.of(np.where(table[name].isin(["Y", "N"]).to_numpy(dtype=bool), owner, -1), since)
            for name in ("lang_interpreter_needed", "lang_interpreter_used")
        }

    def _language(self, name: str, who: Ints, day: Ints) -> pd.Series:
        said = pick(self.records["ssd_x_language"][name], self._languages[name].last(who, day))
        return _condition((said == "Y").to_numpy(dtype=bool), known=said.notna().to_numpy())

    def interpreter(self, who: Ints, day: Ints) -> pd.DataFrame:
        """frame[interpreter_needed, interpreter_used]: used is asked only of those who need one."""
        needed = self._language("lang_interpreter_needed", who, day)
        used = self._language("lang_interpreter_used", who, day)
        needs_one = (needed == 1).fillna(False).to_numpy(dtype=bool)
        return pd.DataFrame({"interpreter_needed": needed, "interpreter_used": used.where(needs_one)})

    @cached_property
    def _free_meals(self) -> tuple[Timeline, Timeline]:
        name = "ssd_x_disadvantage"
        kept = np.where(self._disadvantage_says(_FREE_MEALS), self.records.owner(name, "disv_person_id"), -1)
        start = self._since(name, "disv_from_date")
        return Timeline.of(kept, start), Timeline.of(kept, np.maximum(self.records.day(name, "disv_to_date"), start))

    def free_school_meals(self, who: Ints, day: Ints) -> pd.Series:
        """1 where recorded as eligible on the day, NULL elsewhere."""
        running = live(*self._free_meals, who, day) > 0
        return _condition(running, known=running)

    @cached_property
    def _moves(self) -> Timeline:
        """The days children moved in from another authority, by either record of it."""
        kept = np.where(self._disadvantage_says(_MOVE), self.records.owner("ssd_x_disadvantage", "disv_person_id"), -1)
        return Timeline.of(
            np.concatenate([kept, self.records.owner(_CHECKS, "pach_person_id")]),
            np.concatenate(
                [
                    self.records.day("ssd_x_disadvantage", "disv_from_date"),
                    self.records.day(_CHECKS, "pach_moved_in_date"),
                ]
            ),
        )

    @cached_property
    def _referred(self) -> Timeline:
        owner = self.records.owner("ssd_cin_episodes", "cine_person_id")
        return Timeline.of(owner, self.records.day("ssd_cin_episodes", "cine_referral_date"))

    @cached_property
    def _checked(self) -> dict[str, Timeline]:
        owner = self.records.owner(_CHECKS, "pach_person_id")
        return {
            name: Timeline.of(owner, self.records.day(_CHECKS, f"pach_{name}_date")) for name in ("sent", "answered")
        }

    def moved_in(self, who: Ints, day: Ints, practice: Practice) -> pd.DataFrame:
        """frame[moved_in_24m, history_asked, history_obtained, history_held], each 1 / 0 / NULL.

        moved_in_24m      by the latest move recorded; 0 where that is longer ago
        history_asked     of those, referred since the move: the authority they left was asked, open there or not
        history_obtained  ... and answered within so many working days of the first referral after the move; an answer
                          that is not yet due waits
        history_held      ... and has answered by now
        The three are NULL where the referral came before checks began to be recorded.
        """
        moved = self._moves.last_day(who, day)
        within = (moved < NO_DAY) & (months_later(moved, MOVED_IN_MONTHS) >= day)
        since = np.where(moved < NO_DAY, moved, day)
        referred = self._referred.next_day(who, since - 1)
        about = within & (referred <= day)
        referred = np.where(about, referred, day)
        asked = self._checked["sent"].next_day(who, since - 1) <= day
        answered = self._checked["answered"].next_day(who, since - 1)
        held = answered <= day
        # By days elapsed, so that an answer that came on a Saturday counts as on the Friday.
        in_time = held & (working_days_between(referred, answered) <= practice.history_working_days)
        told = self.records.told(_CHECKS, referred) & self.records.told(_CHECKS, day)
        waits = ~held & (working_days_between(referred, day) <= practice.history_working_days)
        return pd.DataFrame(
            {
                "moved_in_24m": _condition(within, known=moved < NO_DAY),
                "history_asked": _condition(asked, known=about & (told | asked)),
                "history_obtained": _condition(in_time, known=about & (told | held) & ~waits),
                "history_held": _condition(held, known=about & (told | held)),
            }
        )

    def columns(self, who: Ints, day: Ints, actions: Actions, practice: Practice) -> pd.DataFrame:
        """Every column of plan_month that this module works out."""
        helped = actions.with_material_help(who, day)
        told = self.records.told("ssd_x_plan_actions", day)
        frame = pd.DataFrame(
            {
                "heritage": self.heritage(who, day),
                "grt_coded": self.grt(who, day)["grt_coded"],
                "free_school_meals": self.free_school_meals(who, day),
                "material_help": _condition(helped, known=told),
            }
        )
        return pd.concat([frame, self.interpreter(who, day), self.moved_in(who, day, practice)], axis=1)

    def _disadvantage_says(self, words: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        said = self.records["ssd_x_disadvantage"]["disv_type"].fillna("").str.lower()
        return said.str.contains(words, regex=False).to_numpy(dtype=bool)

    def _since(self, table: str, column: str) -> Ints:
        """A record that says since when; one that does not has always held."""
        day = self.records.day(table, column)
        return np.where(day == NO_DAY, -NO_DAY, day)


def _condition(
    true: "np.ndarray[tuple[int], np.dtype[np.bool_]]", *, known: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> pd.Series:
    return pd.Series(true).astype("Int8").where(known)
