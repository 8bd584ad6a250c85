"""What children share: each signal as rows of person and shared id, and the ids that cannot be trusted."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from data.households import addresses
from data.households.children import columns

# In order of trust. "correction" is a local decision that two children belong together.
SIGNALS = ("mother", "meeting", "pre-proceedings", "correction", "family", "address", "referral")
BIT = {signal: 1 << place for place, signal in enumerate(SIGNALS)}
# One of these is enough for high confidence.
STRONG = BIT["mother"] | BIT["meeting"] | BIT["pre-proceedings"] | BIT["correction"]
# One of these joins with medium confidence. A referral on the same day joins nobody alone.
MEDIUM = BIT["family"] | BIT["address"]
WEAK = MEDIUM | BIT["referral"]
# What is true only of today says nothing about who lived with a person who has since grown up.
TODAY_ONLY = ("address", "referral")

# Signal, table, the shared id, the person. Conferences and reviews may be numbered apart, so their ids never meet.
RECORDED = (
    ("mother", "ssd_mother", "moth_person_id", "moth_childs_person_id"),
    ("meeting", "ssd_initial_cp_conference", "icpc_icpc_meeting_id", "icpc_person_id"),
    ("meeting", "ssd_cp_reviews", "cppr_cp_review_meeting_id", "cppr_person_id"),
    ("pre-proceedings", "ssd_pre_proceedings", "prep_plo_family_id", "prep_person_id"),
    ("family", "ssd_family", "fami_family_id", "fami_person_id"),
)
NOT_AN_ID = ("", "-1", "0")
REFERRAL_COLUMNS = ["cine_person_id", "cine_referral_date", "cine_referral_source_code"]
COLUMNS = ["signal", "source", "shared_id", "person_id"]
DROPPED_COLUMNS = ["signal", "source", "shared_id", "people", "reason"]


def shared_ids(records: Mapping[str, pd.DataFrame], as_at: date, max_size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each person shares with others, and what was discarded.

    First frame[signal, source, shared_id, person_id], one row for each that can be trusted. Second
    frame[signal, source, shared_id, people, reason]: discarded are ids that are no ids ('', -1, 0), a person
    recorded as their own mother, placements and unreadable addresses (counted together, shared_id ''), and any id
    shared by more than max_size people, adults counted: a refuge, a block of flats, a placeholder.
    """
    homes = addresses.current(records, as_at)
    recorded = [_recorded(records, *signal) for signal in RECORDED]
    found = pd.concat([*recorded, _at_home(homes), _referred(records, homes)], ignore_index=True)
    people = found.groupby(["source", "shared_id"], sort=False)["person_id"].transform("size")
    own_mother = (found["signal"] == "mother") & (found["shared_id"] == found["person_id"])
    reason = (
        pd.Series("", index=found.index)
        .mask(people > max_size, f"shared by more than {max_size} people")
        .mask(own_mother, "recorded as their own mother")
        .mask(found["shared_id"].isin(NOT_AN_ID), "not an id")
    )
    aside = homes.loc[homes["set_aside"] != ""].assign(signal="address", source="ssd_address", shared_id="")
    discarded = pd.concat([found.assign(reason=reason), aside.rename(columns={"set_aside": "reason"})])
    discarded = discarded.loc[discarded["reason"] != "", [*COLUMNS, "reason"]]
    of_one_id = discarded.groupby([*COLUMNS[:3], "reason"], as_index=False)
    dropped = of_one_id.agg(people=("person_id", "nunique"))
    return found.loc[reason == ""], dropped[DROPPED_COLUMNS]


def _recorded(records: Mapping[str, pd.DataFrame], signal: str, table: str, shared: str, person: str) -> pd.DataFrame:
    rows = columns(records, table, [shared, person]).set_axis(["shared_id", "person_id"], axis="columns")
    return _tidy(rows.assign(signal=signal, source=shared))


def _at_home(homes: pd.DataFrame) -> pd.DataFrame:
    return _tidy(homes.loc[homes["set_aside"] == ""].assign(signal="address"))


def _referred(records: Mapping[str, pd.DataFrame], homes: pd.DataFrame) -> pd.DataFrame:
    """Referred on one day, by one source, from one postcode: a backstop that agrees with another signal."""
    rows = columns(records, "ssd_cin_episodes", REFERRAL_COLUMNS).dropna()
    lived = homes.loc[(homes["postcode"] != "") & (homes["set_aside"] != addresses.PLACEMENT)]
    rows = rows.merge(lived[["person_id", "postcode"]], left_on="cine_person_id", right_on="person_id")
    day = pd.to_datetime(rows["cine_referral_date"]).dt.strftime("%Y-%m-%d").astype(object)
    rows["shared_id"] = day + " " + rows["cine_referral_source_code"].astype(str) + " " + rows["postcode"]
    return _tidy(rows.assign(signal="referral", source="referral day, source and postcode"))


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    """Each person once for each id, without those that have none."""
    return rows[COLUMNS].dropna().astype(object).drop_duplicates()
