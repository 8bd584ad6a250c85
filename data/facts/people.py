"""Who a child was on a day: age, team, and the groups that figures are split by.

Every function takes `who` (child numbers) and `day` (whole days since 1970-01-01), the same length, and gives one
column of that length. A reading the records cannot support is "Not recorded", or NULL, never "no".
"""

import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, live, months_between, months_later, pick
from data.facts.circumstances import Circumstances
from data.facts.read import Records
from data.facts.terms import DISADVANTAGE_BANDS, DISADVANTAGES, FEWEST_FACTORS

NOT_RECORDED = "Not recorded"

ETHNICITY_GROUPS = {
    **dict.fromkeys(["WBRI"], "White British"),
    **dict.fromkeys(["WIRT", "WROM"], "Gypsy, Roma or Traveller"),
    **dict.fromkeys(["WIRI", "WOTH"], "White other"),
    **dict.fromkeys(["MWBC", "MWBA", "MWAS", "MOTH"], "Mixed"),
    **dict.fromkeys(["AIND", "APKN", "ABAN", "AOTH", "CHNE"], "Asian"),
    **dict.fromkeys(["BCRB", "BAFR", "BOTH"], "Black"),
    **dict.fromkeys(["OOTH"], "Other"),
}
AGE_BANDS = ("Unborn", "Under 1", "1 to 4", "5 to 9", "10 to 15", "16 to 17", NOT_RECORDED)

# Which local disadvantage rows tell of which of the eleven (words looked for in disv_type, lower case).
_DISADVANTAGE_WORDS = {
    "low_income": ("free school meal", "low income", "no recourse"),
    "housing_need": ("temporary accommodation", "overcrowd", "insecure", "unauthorised site", "homeless"),
    "language_barrier": ("translat", "interpret"),
    "recent_move": ("recent move",),
}
_FACTOR_CODES = {
    "parent_domestic_abuse": ("3B",),
    "parent_mental_health": ("4B",),
    "parent_alcohol_drugs": ("1B", "2B"),
    "parent_learning_disability": ("5B",),
    "parent_illness_disability": ("6B",),
}


@dataclass(frozen=True)
class People:
    """One authority's children and what is recorded of them, ready to be asked for many children and days."""

    records: Records

    @cached_property
    def circumstances(self) -> Circumstances:
        return Circumstances(self.records)

    @cached_property
    def born(self) -> Ints:
        return self.records.day("ssd_person", "pers_dob")

    @cached_property
    def died(self) -> Ints:
        return self.records.day("ssd_person", "pers_death_date")

    @cached_property
    def eighteen(self) -> Ints:
        """The day each child turns 18; NO_DAY where the birth date is not recorded (unborn children stay in)."""
        return months_later(self.born, 18 * 12)

    def is_child(self, who: Ints, day: Ints) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Neither died nor turned 18 on or before the day. An unknown birth date stays in."""
        return (self.died[who] > day) & (self.eighteen[who] > day)

    def unborn(self, who: Ints, day: Ints) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Not yet born on the day: a birth date after it, or none and an expected one after it."""
        expected = self.records.day("ssd_person", "pers_expected_dob")[who]
        return np.where(self.born[who] < NO_DAY, self.born[who] > day, (expected > day) & (expected < NO_DAY))

    def age(self, who: Ints, day: Ints) -> pd.Series:
        """Completed years; missing where unborn or the birth date is not recorded."""
        born = self.born[who]
        known = born <= day
        years = months_between(np.where(known, born, day), day) // 12
        return pd.Series(years).where(known).astype("Int16")

    def age_band(self, who: Ints, day: Ints) -> pd.Series:
        """The census bands, with unborn and not recorded apart."""
        age = self.age(who, day)
        band = pd.cut(age.astype("float"), [-1, 0, 4, 9, 15, 200], labels=list(AGE_BANDS[1:6])).astype(object)
        return band.where(age.notna(), np.where(self.unborn(who, day), "Unborn", NOT_RECORDED))

    @cached_property
    def _sex(self) -> pd.Series:
        return self.records["ssd_person"]["pers_sex"].map({"F": "Female", "M": "Male"}).fillna(NOT_RECORDED)

    @cached_property
    def _ethnicity(self) -> pd.Series:
        return self.records["ssd_person"]["pers_ethnicity"].map(ETHNICITY_GROUPS).fillna(NOT_RECORDED)

    def team(self, who: Ints, day: Ints) -> pd.DataFrame:
        """frame[team_id, team, locality]: the allocated worker's team, else the plan's, else the referral's.

        The team last allocated by the day is taken even where that allocation has ended: a child between two workers
        is still somebody's.
        """
        found = pd.Series(np.full(len(who), None, dtype=object))
        for timeline, teams in self._team_sources:
            found = found.where(found.notna(), pick(teams, timeline.last(who, day)))
        departments = self.records["ssd_department"].drop_duplicates("dept_team_id").set_index("dept_team_id")
        name = found.map(departments["dept_team_name"].to_dict()).astype(object)
        locality = found.map(departments["dept_team_parent_name"].to_dict()).astype(object)
        return pd.DataFrame(
            {
                "team_id": found,
                "team": name.where(name.notna(), found).fillna(NOT_RECORDED),
                "locality": locality.fillna(NOT_RECORDED),
            }
        )

    @cached_property
    def _team_sources(self) -> list[tuple[Timeline, pd.Series]]:
        records = self.records
        involvements = records["ssd_involvements"]
        allocated = (involvements["invo_professional_role_id"] == "CW") & involvements["invo_professional_team"].notna()
        plans, referrals = records["ssd_cin_plans"], records["ssd_cin_episodes"]
        sources = []
        for table, frame, person, start, team, keep in (
            (
                "ssd_involvements",
                involvements,
                "invo_person_id",
                "invo_involvement_start_date",
                "invo_professional_team",
                allocated,
            ),
            (
                "ssd_cin_plans",
                plans,
                "cinp_person_id",
                "cinp_cin_plan_start_date",
                "cinp_cin_plan_team",
                plans["cinp_cin_plan_team"].notna(),
            ),
            (
                "ssd_cin_episodes",
                referrals,
                "cine_person_id",
                "cine_referral_date",
                "cine_referral_team",
                referrals["cine_referral_team"].notna(),
            ),
        ):
            owner = np.where(keep.to_numpy(dtype=bool), records.owner(table, person), -1)
            sources.append((Timeline.of(owner, records.day(table, start)), frame[team]))
        return sources

    @cached_property
    def _disabilities(self) -> dict[str, set[int]]:
        table = self.records["ssd_disability"]
        owner = self.records.owner("ssd_disability", "disa_person_id")
        return {str(code): set(owner[rows]) for code, rows in table.groupby("disa_disability_code").indices.items()}

    @property
    def disability_codes(self) -> set[str]:
        """Every code that is recorded of anybody."""
        return set(self._disabilities)

    def since(self, table: str, column: str) -> Ints:
        """The days a table's records hold from; one that does not say has always held."""
        return _or_always(self.records.day(table, column))

    def has_disability(self, who: Ints, *codes: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        having: set[int] = set().union(*(self._disabilities.get(code, set()) for code in codes))
        return np.isin(who, list(having))

    @cached_property
    def _neurodiversity(self) -> tuple[Timeline, dict[str, Timeline]]:
        table = self.records["ssd_x_neurodiversity"]
        owner = self.records.owner("ssd_x_neurodiversity", "neur_person_id")
        since = _or_always(self.records.day("ssd_x_neurodiversity", "neur_status_date"))
        status = table["neur_status"].fillna("").str.lower()
        kinds = {
            "Diagnosed": status.str.contains("diagnos"),
            "On a pathway": status.str.contains("pathway|await"),
            "Suspected": status.str.contains("suspect") | (table["neur_primary_need"] == "ASD"),
        }
        provision = np.where(table["neur_sen_provision"].notna(), owner, -1)
        return Timeline.of(provision, since), {
            kind: Timeline.of(np.where(rows.to_numpy(dtype=bool), owner, -1), since) for kind, rows in kinds.items()
        }

    def neurodivergence(self, who: Ints, day: Ints) -> pd.Series:
        """Diagnosed, On a pathway, Suspected, Disability recorded, or Not recorded: the strongest status wins.

        The census code AUT is a medical diagnosis. BEH, LD and COMM alone prove nothing and are shown as
        "Disability recorded". Disability codes carry no date, so they hold for every day.
        """
        found = pd.Series(np.full(len(who), NOT_RECORDED, dtype=object))
        found = found.mask(self.has_disability(who, "BEH", "LD", "COMM"), "Disability recorded")
        for kind in ("Suspected", "On a pathway", "Diagnosed"):
            found = found.mask(self._neurodiversity[1][kind].count(who, day) > 0, kind)
        return found.mask(self.has_disability(who, "AUT"), "Diagnosed")

    def sen(self, who: Ints, day: Ints) -> pd.Series:
        """EHC plan, SEN support, None, or Not recorded."""
        table = self.records["ssd_x_neurodiversity"]
        row = self._neurodiversity[0].last(who, day)
        provision = pick(table["neur_sen_provision"], row)
        found = provision.map({"E": "EHC plan", "K": "SEN support", "N": "None"}).fillna(NOT_RECORDED).astype(object)
        return found.mask((self.records["ssd_person"]["pers_send_flag"] == "Y").to_numpy()[who], "EHC plan")

    @cached_property
    def assessments(self) -> pd.DataFrame:
        """Completed assessments: frame[person, start, authorised, referral, factors], factors a set or None.

        None: the factors are missing or could not be read; they are not guessed at.
        """
        table = self.records["ssd_cin_assessments"]
        codes = self.records["ssd_assessment_factors"].dropna().drop_duplicates("cinf_assessment_id", keep="last")
        read = codes.set_index("cinf_assessment_id")["cinf_assessment_factors_json"].map(_codes)
        return pd.DataFrame(
            {
                "person": self.records.owner("ssd_cin_assessments", "cina_person_id"),
                "start": self.records.day("ssd_cin_assessments", "cina_assessment_start_date"),
                "authorised": self.records.day("ssd_cin_assessments", "cina_assessment_auth_date"),
                "referral": table["cina_referral_id"].to_numpy(),
                "factors": table["cina_assessment_id"].map(read).to_numpy(),
            }
        )

    @cached_property
    def _completed(self) -> Timeline:
        return Timeline.of(self.assessments["person"].to_numpy(), self.assessments["authorised"].to_numpy())

    def factor(self, who: Ints, day: Ints, *codes: str) -> pd.Series:
        """1 / 0 / NULL: any of the codes on the child's latest completed assessment by the day."""
        if codes not in self._marks:
            self._marks[codes] = holding(self.assessments["factors"], *codes)
        return pick(self._marks[codes], self._completed.last(who, day)).astype("Int8")

    def first_factor(self, who: Ints, after: Ints, code: str) -> Ints:
        """The day of each child's first completed assessment after a day that holds the factor; NO_DAY if none."""
        frame = self.assessments
        holds = (holding(frame["factors"], code) == 1).fillna(False).to_numpy(dtype=bool)
        owner = np.where(holds, frame["person"].to_numpy(dtype=np.int64), -1)
        return Timeline.of(owner, frame["authorised"].to_numpy(dtype=np.int64)).next_day(who, after)

    @cached_property
    def _marks(self) -> dict[tuple[str, ...], pd.Series]:
        """Which assessments hold which factors, worked out once for all months."""
        return {}

    def young_carer(self, who: Ints, day: Ints) -> pd.Series:
        """Yes, No, or Not recorded: factor 7A on the latest assessment, or a young carer record by the day."""
        table = self.records["ssd_x_young_carer"]
        owner = self.records.owner("ssd_x_young_carer", "ycar_person_id")
        since = _or_always(
            np.minimum(
                self.records.day("ssd_x_young_carer", "ycar_identified_date"),
                self.records.day("ssd_x_young_carer", "ycar_assessment_date"),
            )
        )
        row = Timeline.of(owner, since).last(who, day)
        status = pick(table["ycar_status"], row)
        found = pd.Series(np.where(status.isna(), NOT_RECORDED, np.where(status == "not a carer", "No", "Yes")))
        return found.astype(object).mask((self.factor(who, day, "7A") == 1).fillna(False).to_numpy(dtype=bool), "Yes")

    def disadvantages(self, who: Ints, day: Ints) -> pd.DataFrame:
        """The eleven disadvantages, each 1 / 0 / NULL; how many are yes, how many are not recorded, and the band."""
        columns = {name: self.factor(who, day, *codes) for name, codes in _FACTOR_CODES.items()}
        for name in _DISADVANTAGE_WORDS:
            columns[name] = self._local_disadvantage(name, who, day)
        # Who is recorded as needing no interpreter has no language barrier; a translated interview says there is one.
        interpreter = self.circumstances.interpreter(who, day)["interpreter_needed"]
        barrier = columns["language_barrier"]
        columns["language_barrier"] = interpreter.where(barrier.isna(), barrier)
        low_need = self._primary_need_is_low_income(who, day)
        columns["low_income"] = columns["low_income"].mask(low_need, 1)
        sen, neuro = self.sen(who, day), self.neurodivergence(who, day)
        send = sen.isin(["EHC plan", "SEN support"]) | neuro.isin(["Diagnosed", "On a pathway", "Suspected"])
        columns["child_send"] = _condition(send, known=send | (sen == "None"))
        ethnicity = self._ethnicity.to_numpy()[who]
        columns["minoritised_ethnicity"] = _condition(
            pd.Series(ethnicity != "White British"), known=pd.Series(ethnicity != NOT_RECORDED)
        )
        frame = pd.DataFrame({name: columns[name] for name in DISADVANTAGES})
        frame["disadvantage_count"] = frame[list(DISADVANTAGES)].sum(axis=1).astype("Int16")
        frame["disadvantage_unknown"] = frame[list(DISADVANTAGES)].isna().sum(axis=1).astype("Int16")
        frame["disadvantage_band"] = _band(frame["disadvantage_count"], frame["disadvantage_unknown"])
        return frame

    @cached_property
    def _local_disadvantages(self) -> dict[str, tuple[Timeline, Timeline]]:
        table = self.records["ssd_x_disadvantage"]
        kind = table["disv_type"].fillna("").str.lower()
        owner = self.records.owner("ssd_x_disadvantage", "disv_person_id")
        start = _or_always(self.records.day("ssd_x_disadvantage", "disv_from_date"))
        end = np.maximum(self.records.day("ssd_x_disadvantage", "disv_to_date"), start)
        lines = {}
        for name, words in _DISADVANTAGE_WORDS.items():
            kept = np.where(kind.str.contains("|".join(words)).to_numpy(dtype=bool), owner, -1)
            lines[name] = (Timeline.of(kept, start), Timeline.of(kept, end))
        return lines

    def _local_disadvantage(self, name: str, who: Ints, day: Ints) -> pd.Series:
        running = pd.Series(live(*self._local_disadvantages[name], who, day) > 0)
        return _condition(running, known=running)

    @cached_property
    def _referred(self) -> Timeline:
        owner = self.records.owner("ssd_cin_episodes", "cine_person_id")
        return Timeline.of(owner, self.records.day("ssd_cin_episodes", "cine_referral_date"))

    def _primary_need_is_low_income(self, who: Ints, day: Ints) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        needs = self.records["ssd_cin_episodes"]["cine_cin_primary_need_code"]
        return (pick(needs, self._referred.last(who, day)) == "N7").to_numpy(dtype=bool)

    def dimensions(self, who: Ints, day: Ints) -> pd.DataFrame:
        """All the columns people filter and split by but the household's, in one frame."""
        frame = pd.DataFrame(
            {
                "authority": self.records.authority.code,
                "person_id": self.records.persons.to_numpy()[who],
                "age": self.age(who, day),
                "age_band": self.age_band(who, day),
                "sex": self._sex.to_numpy()[who],
                "ethnicity_group": self._ethnicity.to_numpy()[who],
                "neurodivergence": self.neurodivergence(who, day),
                "sen": self.sen(who, day),
                "young_carer": self.young_carer(who, day),
            }
        )
        return pd.concat(
            [
                frame,
                self.team(who, day),
                self.disadvantages(who, day),
                self.circumstances.grt(who, day)[["grt", "grt_group"]],
            ],
            axis=1,
        )


def holding(factors: pd.Series, *codes: str) -> pd.Series:
    """1 / 0 / NULL for each set of factors: any of the codes in it; NULL where the factors are not known."""
    wanted = set(codes)
    marks = [int(bool(held & wanted)) if isinstance(held, set) else pd.NA for held in factors]
    return pd.Series(pd.array(marks, dtype="Int8"))


def _band(count: pd.Series, unknown: pd.Series) -> pd.Series:
    """The band of how many are recorded yes. Few are said to be few only where enough of the eleven are known."""
    few, some, many = DISADVANTAGE_BANDS
    known = len(DISADVANTAGES) - unknown
    band = np.select([count >= 4, count >= 2, known >= FEWEST_FACTORS], [many, some, few], NOT_RECORDED)
    return pd.Series(band, dtype=object)


def _or_always(day: Ints) -> Ints:
    """A record that says since when; one that does not has always held."""
    return np.where(day == NO_DAY, -NO_DAY, day)


def _codes(text: str) -> set[str] | None:
    try:
        read = json.loads(text)
    except json.JSONDecodeError:
        return None
    return {str(code) for code in read} if isinstance(read, list) else None


def _condition(true: pd.Series, *, known: pd.Series) -> pd.Series:
    return true.astype("Int8").where(known.to_numpy(dtype=bool))
