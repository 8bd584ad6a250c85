"""One year of a county, measured from its raw tables with plain pandas, for comparison with published statistics.

Nothing here is shared with the product's own queries, so that one can check the other. Raw values are read in the
plainest way: rows whose plan is another authority's, or does not end after it began, are left out, and so are
repeated ids.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.working_days import england_calendar

Frames = dict[str, pd.DataFrame]
Truths = "pd.Series[bool]"
NEGLECT = ("NEG", "Neglect")


@dataclass(frozen=True)
class Year:
    """The twelve months to `end` (a 31 March), in one county's raw tables; `scale` is the county's size, 1 = full."""

    frames: Frames
    end: pd.Timestamp
    scale: float = 1.0

    @property
    def begin(self) -> pd.Timestamp:
        return self.end - pd.DateOffset(years=1)

    def during(self, dates: pd.Series) -> "pd.Series[bool]":
        return (dates > self.begin) & (dates <= self.end)

    @cached_property
    def births(self) -> pd.Series:
        person = self.frames["ssd_person"].drop_duplicates("pers_person_id")
        return person.set_index("pers_person_id")["pers_dob"]

    @cached_property
    def plans(self) -> pd.DataFrame:
        """The authority's own child protection plans: person, start, end, category, latest."""
        raw = self.frames["ssd_cp_plans"].drop_duplicates("cppl_cp_plan_id")
        raw = raw[raw["cppl_cp_plan_ola"].fillna("N").str.strip().str.upper().isin(["N", "0", "FALSE", "NO"])]
        plans = pd.DataFrame(
            {
                "id": raw["cppl_cp_plan_id"],
                "person": raw["cppl_person_id"],
                "start": raw["cppl_cp_plan_start_date"],
                "end": raw["cppl_cp_plan_end_date"],
                "category": raw["cppl_cp_plan_initial_category"].fillna("").str.strip(),
                "latest": raw["cppl_cp_plan_latest_category"].fillna("").str.strip(),
            }
        )
        return plans[plans["end"].isna() | (plans["end"] > plans["start"])].reset_index(drop=True)

    def open_at(self, frame: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
        return frame[(frame["start"] <= on) & (frame["end"].isna() | (frame["end"] > on))]

    @cached_property
    def open_plans(self) -> pd.DataFrame:
        return self.open_at(self.plans, self.end).drop_duplicates("person")

    @cached_property
    def plans_started(self) -> pd.DataFrame:
        return self.plans[self.during(self.plans["start"])]

    @cached_property
    def plans_ended(self) -> pd.DataFrame:
        return self.plans[self.during(self.plans["end"])]

    def repeat_share(self) -> float:
        """Percent of plans begun for a child who had had one before."""
        earlier = self.plans.groupby("person")["end"].min().reindex(self.plans_started["person"])
        return 100 * float((earlier.to_numpy() <= self.plans_started["start"].to_numpy()).mean())

    def open_band(self, over: int, up_to: int) -> float:
        """Percent of open plans more than `over` and at most `up_to` days old."""
        days = (self.end - self.open_plans["start"]).dt.days
        return 100 * float(((days > over) & (days <= up_to)).mean())

    def ended_two_years(self) -> float:
        return 100 * float(((self.plans_ended["end"] - self.plans_ended["start"]).dt.days >= 730).mean())

    def neglect_share(self) -> float:
        named = self.open_plans["category"].isin(NEGLECT) | self.open_plans["latest"].isin(NEGLECT)
        return 100 * float(named.mean())

    @cached_property
    def referrals(self) -> pd.DataFrame:
        raw = self.frames["ssd_cin_episodes"].drop_duplicates("cine_referral_id")
        return pd.DataFrame(
            {
                "id": raw["cine_referral_id"],
                "person": raw["cine_person_id"],
                "start": raw["cine_referral_date"],
                "end": raw["cine_close_date"],
            }
        ).reset_index(drop=True)

    @cached_property
    def referred(self) -> pd.DataFrame:
        return self.referrals[self.during(self.referrals["start"])]

    @cached_property
    def in_need(self) -> pd.DataFrame:
        return self.open_at(self.referrals, self.end).drop_duplicates("person")

    def rereferral_share(self) -> float:
        """Percent of referrals within twelve months of the child's one before."""
        ordered = self.referrals.sort_values(["person", "start"])
        before = ordered.groupby("person")["start"].shift(1)
        within = (before < ordered["start"]) & (before >= ordered["start"] - pd.DateOffset(years=1))
        return 100 * float(within[self.during(ordered["start"])].mean())

    def open_two_years(self) -> float:
        return 100 * float(((self.end - self.in_need["start"]).dt.days >= 730).mean())

    @cached_property
    def assessments(self) -> pd.DataFrame:
        """Assessments finished in the year: id, start of the referral, end, factors (a set; empty if unreadable)."""
        raw = self.frames["ssd_cin_assessments"].drop_duplicates("cina_assessment_id")
        raw = raw[self.during(raw["cina_assessment_auth_date"])]
        begun = self.referrals.set_index("id")["start"].reindex(raw["cina_referral_id"]).to_numpy()
        told = self.frames["ssd_assessment_factors"].drop_duplicates("cinf_assessment_id")
        factors = told.set_index("cinf_assessment_id")["cinf_assessment_factors_json"]
        return pd.DataFrame(
            {
                "referral": begun,
                "end": raw["cina_assessment_auth_date"].to_numpy(),
                "factors": factors.reindex(raw["cina_assessment_id"]).to_numpy(),
            }
        )

    def assessed_in_time(self) -> float:
        days = working_days(self.assessments["referral"], self.assessments["end"])
        return 100 * float((days <= 45).mean())

    def factor(self, code: str) -> float:
        """Percent of assessments, among those with factor information, that tick a factor."""
        told = self.assessments["factors"].dropna()
        told = told[told.str.contains(r"\d", regex=True)]
        return 100 * float(told.str.contains(f'"{code}"', regex=False).mean())

    @cached_property
    def enquiries(self) -> pd.DataFrame:
        raw = self.frames["ssd_s47_enquiry"].drop_duplicates("s47e_s47_enquiry_id")
        return raw.set_index("s47e_s47_enquiry_id")

    @cached_property
    def conferences(self) -> pd.DataFrame:
        raw = self.frames["ssd_initial_cp_conference"].drop_duplicates("icpc_icpc_id")
        return raw[self.during(raw["icpc_icpc_date"])]

    def enquiries_begun(self) -> int:
        return int(self.during(self.enquiries["s47e_s47_start_date"]).sum())

    def conferenced_in_time(self) -> float:
        own = self.conferences[self.conferences["icpc_s47_enquiry_id"].notna()]
        began = self.enquiries["s47e_s47_start_date"].reindex(own["icpc_s47_enquiry_id"])
        return 100 * float((working_days(began, own["icpc_icpc_date"]) <= 15).mean())

    def reviewed_in_time(self) -> float:
        """Percent of children three months or more on a plan whose every review was in time and none is overdue."""
        older = self.open_plans[self.open_plans["start"] + pd.DateOffset(months=3) <= self.end]
        reviews = self.frames["ssd_cp_reviews"].drop_duplicates("cppr_cp_review_id")
        rows = older.merge(reviews, left_on="person", right_on="cppr_person_id", how="left")
        rows = rows.rename(columns={"cppr_cp_review_date": "held"})
        rows = rows[rows["held"].isna() | ((rows["held"] > rows["start"]) & (rows["held"] <= self.end))]
        rows = rows.dropna(subset=["held"]).sort_values(["id", "held"])
        last = rows.groupby("id")["held"].shift(1)
        first = last.isna()
        limit = pd.Series(
            np.where(first, rows["start"] + pd.DateOffset(months=3), last.fillna(self.end) + pd.DateOffset(months=6)),
            index=rows.index,
        )
        in_time = (rows["held"] <= pd.to_datetime(limit)).groupby(rows["id"]).all()
        latest = rows.groupby("id")["held"].max()
        not_overdue = latest + pd.DateOffset(months=6) >= self.end
        good = (in_time & not_overdue).reindex(older["id"]).fillna(False)
        return 100 * float(good.mean())

    @cached_property
    def pupils_in_need(self) -> pd.Index:
        """Children in need at the end of the year who were 5 to 15 on the 31 August before."""
        august = pd.Timestamp(self.end.year - 1, 8, 31)
        birth = self.births.reindex(self.in_need["person"]).to_numpy().astype("datetime64[s]")
        old = (birth <= (august - pd.DateOffset(years=5)).to_datetime64()) & (
            birth > (august - pd.DateOffset(years=16)).to_datetime64()
        )
        pupils: pd.Index = self.in_need["person"][old].pipe(pd.Index)
        return pupils

    def pupils_with_provision(self, code: str) -> float:
        people = self.frames["ssd_person"].drop_duplicates("pers_person_id").set_index("pers_person_id")
        plan = people["pers_send_flag"].reindex(self.pupils_in_need).fillna("").str.strip().str.upper().eq("Y")
        if code == "E":
            return 100 * float(plan.mean())
        rows = self.frames["ssd_x_neurodiversity"]
        having = rows.loc[rows["neur_sen_provision"] == code, "neur_person_id"].unique()
        return 100 * float((self.pupils_in_need.isin(having) & ~plan.to_numpy()).mean())

    def pupils_with_free_meals(self) -> float:
        rows = self.frames["ssd_x_disadvantage"]
        rows = rows[(rows["disv_type"] == "free school meals") & (rows["disv_from_date"] <= self.end)]
        return 100 * float(self.pupils_in_need.isin(rows["disv_person_id"].unique()).mean())

    @cached_property
    def absence(self) -> pd.DataFrame:
        """Pupils with a plan at the end of the year: on_cp, the year's possible, missed, unauthorised."""
        rows = self.frames["ssd_x_school_attendance"]
        august = pd.Timestamp(self.end.year - 1, 8, 31)
        rows = rows[(rows["satt_period_start"] > august) & (rows["satt_period_end"] <= august + pd.DateOffset(years=1))]
        rows = rows[rows["satt_sessions_possible"].notna()]
        rows = rows.assign(missed=rows["satt_sessions_authorised_absent"] + rows["satt_sessions_unauthorised_absent"])
        sums = rows.groupby("satt_person_id")[
            ["satt_sessions_possible", "missed", "satt_sessions_unauthorised_absent"]
        ].sum()
        sums.columns = pd.Index(["possible", "missed", "unauthorised"])
        raw = self.frames["ssd_cin_plans"]
        cin = pd.DataFrame(
            {
                "person": raw["cinp_person_id"],
                "start": raw["cinp_cin_plan_start_date"],
                "end": raw["cinp_cin_plan_end_date"],
            }
        )
        on_cp = sums.index.isin(self.open_plans["person"])
        in_need = sums.index.isin(self.open_at(cin, self.end)["person"])
        return sums.assign(on_cp=on_cp)[on_cp | in_need].astype(
            {"possible": float, "missed": float, "unauthorised": float}
        )

    def absent(self, *, on_cp: bool, at_least: float) -> float:
        """Percent of pupils missing at least a share of their own possible sessions."""
        rows = self.absence[self.absence["on_cp"] == on_cp]
        return 100 * float((rows["missed"] / rows["possible"] >= at_least).mean())

    def sessions_missed(self, *, on_cp: bool, kind: str) -> float:
        rows = self.absence[self.absence["on_cp"] == on_cp]
        return 100 * float(rows[kind].sum() / rows["possible"].sum())

    def not_brought(self) -> float:
        rows = self.frames["ssd_x_health_appointments"].drop_duplicates("hapt_appointment_id")
        rows = rows[self.during(rows["hapt_appointment_date"])]
        code = rows["hapt_attendance_code"].str.strip()
        return 100 * float(code.isin(["3", "7"]).sum() / code.isin(["2", "3", "5", "6", "7"]).sum())

    def open_cin_plans(self) -> int:
        raw = self.frames["ssd_cin_plans"].drop_duplicates("cinp_cin_plan_id")
        frame = pd.DataFrame(
            {
                "person": raw["cinp_person_id"],
                "start": raw["cinp_cin_plan_start_date"],
                "end": raw["cinp_cin_plan_end_date"],
            }
        )
        return self.open_at(frame, self.end)["person"].nunique()


def working_days(start: pd.Series, end: pd.Series) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Working days after `start` up to and including `end`; a million where either is missing."""
    first = pd.to_datetime(start).to_numpy().astype("datetime64[D]")
    last = pd.to_datetime(end).to_numpy().astype("datetime64[D]")
    known = ~(np.isnat(first) | np.isnat(last))
    counted = np.full(len(first), 10**6, dtype=np.int64)
    counted[known] = np.busday_count(first[known] + 1, last[known] + 1, busdaycal=england_calendar())
    return counted
