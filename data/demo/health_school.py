"""Health appointments and school attendance of children on plans, and of their brothers and sisters."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.columns import whole, yes_no
from data.demo.courses import CARE, CP
from data.demo.dates import NEVER, day, moments, school_age, to_working_day, working_days_in, years_old
from data.demo.draws import Floats, Table, chance, ids, pick
from data.demo.meetings import repeat_times
from data.demo.world import RUN_IN, World, is_plan, person_ids, uniform_by_group

# Health partners began to share appointments on this day.
HEALTH_FROM = day(date(2022, 4, 1))
APPOINTMENT_EVERY = 62
SERVICES = {
    "under 5": {"health visiting": 38, "GP": 16, "paediatric": 15, "immunisation": 13, "dental": 10, "therapy": 8},
    "5 and over": {
        "dental": 30,
        "CAMHS": 17,
        "paediatric": 16,
        "GP": 14,
        "optician": 9,
        "therapy": 8,
        "immunisation": 6,
    },
}
NOT_BROUGHT = {True: 0.152, False: 0.074}
# Families differ: most rarely miss, some often do. Mean 1.
MISSES: Table = [(0, 0.1), (0.4, 0.5), (0.8, 1.5), (1, 3.4)]

ABSENCE: dict[str, Table] = {
    # Share of pupils at or below, percent of sessions missed.
    "cp": [(0, 0.5), (0.385, 10), (0.62, 22), (0.775, 50), (1, 94)],
    "cin": [(0, 0.3), (0.51, 10), (0.72, 21), (0.84, 50), (1, 92)],
    "none": [(0, 0), (0.82, 10), (0.95, 22), (0.975, 50), (1, 80)],
}
UNAUTHORISED = {"cp": 0.52, "cin": 0.40, "none": 0.30}
MATCHED = 0.93
# Days off at a time, where brothers and sisters are alike.
ILL_DAYS = 3
# Half-terms: first and last day as month and day; those from January fall in the second calendar year.
HALF_TERMS = (
    ((9, 3), (10, 23)),
    ((11, 3), (12, 18)),
    ((1, 6), (2, 13)),
    ((2, 23), (3, 27)),
    ((4, 13), (5, 22)),
    ((6, 1), (7, 21)),
)


def appointment_table(world: World) -> pd.DataFrame:
    """ssd_x_health_appointments: about one every two months while on a plan, and shortly before."""
    rng = world.streams("appointments")
    since = max(HEALTH_FROM, world.span.window - RUN_IN)
    plans = world.plans[world.plans["end"] > since].reset_index(drop=True)
    child = plans["child"].to_numpy()
    birth = world.birth(child)
    start = np.maximum(np.maximum(plans["start"].to_numpy() - 60, since), birth)
    end = np.minimum(np.minimum(plans["end"].to_numpy(), world.span.as_at + 25), birth + 18 * 365)
    row, _, on = repeat_times(
        rng, start, end, rng.integers(5, 60, len(plans)), APPOINTMENT_EVERY, 25, np.arange(len(plans), dtype=np.int64)
    )
    count = len(row)
    age = years_old(birth[row], on)
    service = np.where(age < 5, pick(rng, SERVICES["under 5"], count), pick(rng, SERVICES["5 and over"], count))
    family = uniform_by_group(rng, plans["family"].to_numpy())
    shares, values = zip(*MISSES, strict=True)
    often: Floats = np.interp(family, shares, values)[row]
    neglect = plans["neglect"].to_numpy(dtype=np.bool_)[row]
    missed = chance(rng, np.where(neglect, NOT_BROUGHT[True], NOT_BROUGHT[False]) * often, count)
    to_come = on > world.span.as_at
    kept = pick(rng, {"5": 82, "6": 8, "2": 6, "4": 4}, count)
    code = np.where(missed, pick(rng, {"3": 87, "7": 13}, count), kept)
    code = np.where(to_come, "0", code)
    missed &= ~to_come
    followed = missed & chance(rng, 0.56, count)
    notified = missed & chance(rng, 0.34, count)
    followed_on = to_working_day(on + rng.integers(2, 30, count))
    return pd.DataFrame(
        {
            "hapt_appointment_id": ids("H", 1_000_000 + np.arange(count)),
            "hapt_person_id": plans["person_id"].to_numpy()[row],
            "hapt_appointment_date": moments(on),
            "hapt_service": service,
            "hapt_attendance_code": code,
            "hapt_was_not_brought": yes_no(missed, ~to_come),
            "hapt_rebooked_flag": yes_no(chance(rng, 0.6, count), missed),
            "hapt_followed_up_date": moments(np.where(followed, followed_on, NEVER), world.span.as_at),
            "hapt_notified_social_care_date": moments(np.where(notified, followed_on, NEVER), world.span.as_at),
            "hapt_source_agency": "Health",
            "hapt_recorded_date": moments(np.where(to_come, on - 30, on + 1)),
        }
    )


def appointment_summary_table(world: World) -> pd.DataFrame:
    """ssd_x_health_appointments_summary: school nursing shares monthly totals only."""
    rng = world.streams("appointment totals")
    plans = world.recent_plans(CP, world.span.as_at - 365)
    plans = plans[chance(rng, 0.3, len(plans))].reset_index(drop=True)
    month = (np.full(len(plans), world.span.as_at) - rng.integers(0, 11, len(plans)) * 30).astype("datetime64[D]")
    first = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    due = rng.integers(1, 4, len(plans))
    missed = np.minimum(chance(rng, 0.2, len(plans)).astype(np.int64), due)
    table = pd.DataFrame(
        {
            "haps_table_id": ids("HS", 100_000 + np.arange(len(plans))),
            "haps_person_id": plans["person_id"],
            "haps_month": moments(first),
            "haps_service": "school nursing",
            "haps_due": due,
            "haps_was_not_brought": missed,
            "haps_source_agency": "Health",
            "haps_recorded_date": moments(np.minimum(first + 40, world.span.as_at)),
        }
    )
    inside = (first >= plans["start"].to_numpy()) & (first < plans["end"].to_numpy())
    return table[inside].reset_index(drop=True)


def attendance_table(world: World) -> pd.DataFrame:
    """ssd_x_school_attendance: a row a half-term for each school-age child with a plan that academic year, and for the
    brothers and sisters of such children."""
    rng = world.streams("attendance")
    first_year = (
        int(np.array(world.span.window - 240).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)) + 1970
    )
    last_year = int(np.array(world.span.as_at).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)) + 1970
    parts = [_year_of_attendance(world, rng, year) for year in range(first_year, last_year + 1)]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "satt_table_id", ids("SA", 1_000_000 + np.arange(len(table))))
    return table


def _year_of_attendance(world: World, rng: np.random.Generator, year: int) -> pd.DataFrame:
    autumn, july, march = day(date(year, 9, 1)), day(date(year + 1, 7, 31)), day(date(year + 1, 3, 31))
    census = min(march, world.span.as_at)
    spells = world.spells[(world.spells["start"] <= july) & (world.spells["end"] > autumn)]
    in_plan = spells[is_plan(spells["kind"].to_numpy())]
    children = world.children.reset_index(names="child")
    known = children["kept"].to_numpy() & school_age(children["birth"].to_numpy(), year)
    known &= (children["leaves"] > july).to_numpy() & children["family"].isin(in_plan["family"]).to_numpy()
    in_care = np.isin(children["child"].to_numpy(), spells.loc[spells["kind"] == CARE, "child"])
    chosen = children[known & ~in_care].reset_index(drop=True)
    child = chosen["child"].to_numpy()
    on_cp = in_plan[(in_plan["kind"] == CP) & (in_plan["start"] <= census) & (in_plan["end"] > census)]
    status = np.where(np.isin(child, on_cp["child"]), "cp", np.where(np.isin(child, in_plan["child"]), "cin", "none"))
    missing = _share_missed(world, rng, chosen, status)
    matched = world.streams("matched pupils").random(len(world.children))[child] < MATCHED
    at_home = world.streams("home educated").random(len(world.children))[child] < 0.02
    rows = []
    for first, last in HALF_TERMS:
        begins, ends = (day(date(year + (month < 9), month, of)) for month, of in (first, last))
        if ends > world.span.as_at:
            break
        possible = 2 * working_days_in(begins, ends)
        share = np.clip(missing * (0.65 + 0.7 * rng.random(len(child))), 0, 0.98)
        missed = np.floor(share * possible + 0.5).astype(np.int64)
        if not world.planted.unlike_siblings:
            missed = _missed_by_chance(rng, missing, possible)
        unauthorised_share = np.array([UNAUTHORISED[name] for name in status])
        unauthorised = np.floor(
            missed * np.clip(unauthorised_share + 0.3 * (rng.random(len(child)) - 0.5), 0, 1)
        ).astype(np.int64)
        at_school = ~at_home
        rows.append(
            pd.DataFrame(
                {
                    "satt_person_id": person_ids(child),
                    "satt_upn": ids("Z", 999_000_000_000 + child),
                    "satt_period_start": moments(np.full(len(child), begins)),
                    "satt_period_end": moments(np.full(len(child), ends)),
                    "satt_school_urn": ids(
                        "9",
                        10_000 + (chosen["family"].to_numpy() * 7 + (chosen["birth"].to_numpy() < autumn - 4200)) % 290,
                    ),
                    "satt_sessions_possible": whole(np.full(len(child), possible), at_school),
                    "satt_sessions_authorised_absent": whole(missed - unauthorised, at_school),
                    "satt_sessions_unauthorised_absent": whole(unauthorised, at_school),
                    "satt_sessions_late_after_close": whole(rng.integers(0, 4, len(child)), at_school),
                    "satt_sessions_part_time": whole(
                        np.where(chance(rng, 0.03, len(child)), possible // 3, 0), at_school
                    ),
                    "satt_suspended_sessions": whole(
                        np.where(chance(rng, 0.025, len(child)), rng.integers(1, 7, len(child)), 0), at_school
                    ),
                    "satt_on_roll_flag": np.where(at_school, "Y", "N"),
                    "satt_elective_home_education_flag": np.where(at_school, "N", "Y"),
                    "satt_source_agency": "Education",
                    "satt_recorded_date": moments(np.full(len(child), min(ends + 7, world.span.as_at))),
                }
            )[matched]
        )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _share_missed(
    world: World, rng: np.random.Generator, chosen: pd.DataFrame, status: "np.ndarray[tuple[int], np.dtype[np.str_]]"
) -> Floats:
    """Each pupil's share of sessions missed this year.

    Where a child stands in the distribution is partly the family's, partly the child's own, partly this year's, so
    that brothers and sisters are alike and a year is like the last.
    """
    family = world.streams("family attendance").random(len(world.families))[chosen["family"].to_numpy()]
    own = world.streams("own attendance").random(len(world.children))[chosen["child"].to_numpy()]
    this_year = rng.random(len(chosen))
    which = rng.random(len(chosen))
    place = np.where(which < 0.45, family, np.where(which < 0.85, own, this_year))
    missed = np.zeros(len(chosen))
    for name, table in ABSENCE.items():
        mine = np.flatnonzero(status == name)
        # Half way to the even spread of the group: families are few, and chance alone would swing a year.
        rank = (np.argsort(np.argsort(place[mine], kind="stable"), kind="stable") + 0.5) / max(len(mine), 1)
        shares, percents = zip(*table, strict=True)
        missed[mine] = np.interp((place[mine] + rank) / 2, shares, percents)
    if not world.planted.unlike_siblings:
        missed = pd.Series(missed).groupby(chosen["family"].to_numpy()).transform("mean").to_numpy()
    return np.asarray(missed / 100, dtype=np.float64)


def _missed_by_chance(
    rng: np.random.Generator, share: Floats, possible: int
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Sessions missed where an illness of so many days could as well have been any other child's."""
    run = 2 * ILL_DAYS
    return np.minimum(rng.binomial(possible // run, np.clip(share, 0, 1)) * run, possible)
