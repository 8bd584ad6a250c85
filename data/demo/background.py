"""Where families come from: heritage as they describe it, language, and what was asked of the authority they left."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.dates import NEVER, add_working_days, day, moments, to_working_day
from data.demo.draws import chance, ids, pick
from data.demo.needs import Needs
from data.demo.world import World, by_group, person_ids

ASKED_HERITAGE = 0.34
# What families answer, by the code they were given; those of other codes are not asked here.
DESCRIBED = {
    "WBRI": {"White British": 90.0, "English": 6.5, "Romany Gypsy on the mother's side": 2.0, "Irish Traveller": 1.5},
    "WOTH": {"White European": 88.0, "Roma": 12.0},
    "NOBT": {"White British": 76.0, "Romany Gypsy": 14.0, "Prefer not to say": 10.0},
    "WROM": {"Romany Gypsy": 72.0, "Roma": 28.0},
    "WIRT": {"Irish Traveller": 100.0},
}
LANGUAGE_KNOWN = 0.72
LANGUAGES = {
    "Polish": 22.0, "Romanian": 16.0, "Urdu": 14.0, "Tetum": 10.0, "Arabic": 10.0, "Portuguese": 9.0, "Bengali": 8.0,
    "Dari": 6.0, "British Sign Language": 5.0,
}  # fmt: skip
INTERPRETER_USED = 0.71

# Other authorities began to be asked, and the asking to be written down, on this day.
CHECKS_FROM = day(date(2023, 4, 3))
CHECK_SENT, CHECK_ANSWERED, HISTORY_SENT = 0.7, 0.84, 0.8
THERE = {"closed": 52.0, "open": 18.0, "never open": 18.0, "not known": 12.0}
FORMER_AUTHORITIES = {"Northmoor": 34.0, "Eastvale": 27.0, "Southmere": 22.0, "Westhaven": 17.0}


def heritage_table(world: World, needs: Needs) -> pd.DataFrame:
    """ssd_x_heritage: how families that were asked describe themselves; the code stays as it is."""
    rng = world.streams("heritage")
    children = world.children.reset_index(names="child")
    family = children["family"].to_numpy()
    asked = chance(rng, ASKED_HERITAGE, len(world.families))[family]
    code = world.families["ethnicity"].to_numpy()[family]
    described = np.full(len(children), "", dtype=object)
    for name, answers in DESCRIBED.items():
        said = pick(rng, answers, len(world.families))[family]
        described = np.where((code == name) & (children["ethnicity"].to_numpy() == name), said, described)
    on = world.families["first_referral"].to_numpy()[family] + 40
    mine = children["kept"].to_numpy() & needs.assessed & asked & (described != "") & (on <= world.span.as_at)
    count = int(mine.sum())
    return pd.DataFrame(
        {
            "heri_table_id": ids("HE", 100_000 + np.arange(count)),
            "heri_person_id": person_ids(children["child"].to_numpy()[mine]),
            "heri_self_described": described[mine],
            "heri_described_by": pick(rng, {"parent": 84.0, "child": 12.0, "other family": 4.0}, count),
            "heri_described_date": moments(on[mine]),
            "heri_source_agency": "Local authority",
            "heri_recorded_date": moments(np.minimum(on[mine] + 10, world.span.as_at)),
        }
    )


def language_table(world: World, needs: Needs, disadvantages: pd.DataFrame) -> pd.DataFrame:
    """ssd_x_language: first language, and whether an interpreter is needed and was used, of most children assessed."""
    rng = world.streams("language")
    children = world.children.reset_index(names="child")
    family = children["family"].to_numpy()
    person = person_ids(children["child"].to_numpy())
    translated = disadvantages[disadvantages["disv_type"] == "translated interview"]
    needed = np.isin(person, translated["disv_person_id"])
    known = chance(rng, LANGUAGE_KNOWN, len(world.families))[family]
    language = pick(rng, LANGUAGES, len(world.families))[family]
    used = chance(rng, INTERPRETER_USED, len(world.families))[family]
    on = np.minimum(world.families["first_referral"].to_numpy()[family] + 20, world.span.as_at)
    mine = children["kept"].to_numpy() & needs.assessed & (known | needed)
    return pd.DataFrame(
        {
            "lang_table_id": ids("LN", 100_000 + np.arange(int(mine.sum()))),
            "lang_person_id": person[mine],
            "lang_first_language": np.where(needed, language, "English")[mine],
            "lang_interpreter_needed": np.where(needed, "Y", "N")[mine],
            "lang_interpreter_used": only_if(needed[mine], np.where(used, "Y", "N")[mine]),
            "lang_from_date": moments(on[mine]),
            "lang_source_agency": "Local authority",
            "lang_recorded_date": moments(on[mine]),
        }
    )


def previous_area_check_table(world: World, disadvantages: pd.DataFrame, referrals: pd.DataFrame) -> pd.DataFrame:
    """ssd_x_previous_area_checks: of families that moved in and were referred, those whose history was asked for."""
    rng = world.streams("previous area checks")
    moves = disadvantages[disadvantages["disv_type"] == "recent move between authorities"]
    moved = moves.set_index("disv_person_id")["disv_from_date"]
    held = referrals[referrals["cine_person_id"].isin(moved.index)]
    held = held.assign(moved=held["cine_person_id"].map(moved))
    first = held[held["cine_referral_date"] >= held["moved"]].sort_values("cine_referral_date", kind="stable")
    first = first.drop_duplicates("cine_person_id").sort_values("cine_person_id", ignore_index=True)
    referred = _days(first["cine_referral_date"])
    number = first["cine_person_id"].str.removeprefix("P").astype("int64").to_numpy() - 100_000
    # Brothers and sisters referred on one day are asked about in one letter.
    group, count = by_group(world.children["family"].to_numpy()[number], referred)
    sent = add_working_days(referred, rng.integers(0, 8, count)[group])
    answered = to_working_day(sent + rng.integers(2, 22, count)[group])
    came = (rng.random(count) < CHECK_ANSWERED)[group] & (answered <= world.span.as_at)
    asked = (rng.random(count) < CHECK_SENT)[group] & (referred >= CHECKS_FROM) & (sent <= world.span.as_at)
    history = (rng.random(count) < HISTORY_SENT)[group]
    table = pd.DataFrame(
        {
            "pach_person_id": first["cine_person_id"],
            "pach_referral_id": first["cine_referral_id"],
            "pach_previous_authority": pick(rng, FORMER_AUTHORITIES, count)[group],
            "pach_moved_in_date": first["moved"],
            "pach_status_there": only_if(came, pick(rng, THERE, count)[group]),
            "pach_sent_date": moments(sent),
            "pach_answered_date": moments(np.where(came, answered, NEVER)),
            "pach_history_received": only_if(came, np.where(history, "Y", "N")),
            "pach_source_agency": "Local authority",
            "pach_recorded_date": moments(sent),
        }
    )[asked].reset_index(drop=True)
    table.insert(0, "pach_check_id", ids("PC", 100_000 + np.arange(len(table))))
    return table


def _days(dates: "pd.Series[pd.Timestamp]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)
