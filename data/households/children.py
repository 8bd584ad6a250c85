"""Who counts as a child of a household, and between which days."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from data.working_days import add_months

PERSON_COLUMNS = ["pers_person_id", "pers_dob", "pers_expected_dob", "pers_death_date"]

# Where an unborn child is first heard of: table, person, date.
FIRST_HEARD = (
    ("ssd_cin_episodes", "cine_person_id", "cine_referral_date"),
    ("ssd_cin_assessments", "cina_person_id", "cina_assessment_start_date"),
    ("ssd_s47_enquiry", "s47e_person_id", "s47e_s47_start_date"),
    ("ssd_initial_cp_conference", "icpc_person_id", "icpc_icpc_date"),
    ("ssd_cin_plans", "cinp_person_id", "cinp_cin_plan_start_date"),
    ("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date"),
)


def columns(records: Mapping[str, pd.DataFrame], table: str, names: list[str]) -> pd.DataFrame:
    """The named columns of one table, rows numbered afresh; a table or column the source lacks is empty."""
    nothing = pd.DataFrame(columns=names, dtype=object)
    return records.get(table, nothing).reindex(columns=names).reset_index(drop=True)


def children(records: Mapping[str, pd.DataFrame], as_at: date, years: int) -> pd.DataFrame:
    """frame[person_id, counts_from, counts_until], numbered from 0: everyone who was a child, born or not, on
    some day of the `years` years to as_at.

    A child counts on a day when counts_from (see `_counts_from`) <= day < counts_until (the 18th birthday or the
    day of death, whichever is first); either may be missing, which is no bound. The birth date is the expected
    one where there is no other, and unknown if more than a year after as_at, since that cannot be right.

    A person with no birth date stays in, as in the plan counts, unless recorded as somebody's mother: parents
    are in the person table too, often without one.

    Rows are in order of id, shorter first, so that "2" comes before "10" and an id given later comes later.
    """
    today = pd.Timestamp(as_at)
    people = columns(records, "ssd_person", PERSON_COLUMNS).drop_duplicates("pers_person_id")
    people = people.set_axis(["person_id", "born", "expected", "died"], axis="columns")
    birth = _days(people["born"]).fillna(_days(people["expected"]))
    people["birth"] = birth.where(birth <= today + pd.DateOffset(years=1))
    people["counts_from"] = _counts_from(people, _first_heard(records), today)
    ends = [add_months(people["birth"], 18 * 12), _days(people["died"])]
    people["counts_until"] = pd.concat(ends, axis=1).min(axis=1)

    mothers = columns(records, "ssd_mother", ["moth_person_id"])["moth_person_id"].dropna()
    a_parent = people["birth"].isna() & people["person_id"].isin(mothers)
    grown_up = people["counts_until"] <= today - pd.DateOffset(years=years)
    not_yet = people["counts_from"] > today
    people = people.loc[people["person_id"].notna() & ~(a_parent | grown_up | not_yet)]
    order = np.lexsort((people["person_id"].astype(str), people["person_id"].str.len()))
    return people.iloc[order].reset_index(drop=True)[["person_id", "counts_from", "counts_until"]]


def _counts_from(people: pd.DataFrame, first_heard: pd.Series, today: pd.Timestamp) -> pd.Series:
    """The day from which each child is one of the household.

    Birth, for most. For a child heard of before birth, the first dated record (referral, assessment, enquiry,
    conference, plan): nobody could have counted the child before, so no figure of that time is changed by what
    is known now. At most nine months before birth, against mistyped dates. A child not born by `today` and
    without such a record counts from nine months before the expected date.
    """
    birth = people["birth"]
    earliest = add_months(birth, -9)
    heard = first_heard.reindex(people["person_id"]).set_axis(people.index)
    heard = heard.fillna(birth.mask(birth > today, earliest))
    return heard.mask(heard < earliest, earliest).mask(heard > birth, birth)


def there(people: pd.DataFrame, day: date) -> pd.Series:
    """Which rows of a frame with counts_from and counts_until count on the day."""
    on = pd.Timestamp(day)
    return ~((people["counts_from"] > on) | (people["counts_until"] <= on))


def _first_heard(records: Mapping[str, pd.DataFrame]) -> pd.Series:
    """person_id -> the first dated record of the child."""
    dated = [
        columns(records, table, [person, day]).set_axis(["person_id", "day"], axis="columns")
        for table, person, day in FIRST_HEARD
    ]
    every = pd.concat([frame.assign(day=_days(frame["day"])) for frame in dated])
    return every.groupby("person_id")["day"].min()


def _days(dates: pd.Series) -> pd.Series:
    """Dates without their times of day, in one resolution."""
    return pd.to_datetime(dates).dt.normalize().astype("datetime64[us]")
