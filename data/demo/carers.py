"""Young carers, parenting capacity, and corrections to who is whose brother or sister."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.courses import CP
from data.demo.dates import NEVER, day, moments, to_working_day, years_old
from data.demo.draws import Table, chance, ids, pick, spread
from data.demo.world import World, by_group, person_ids, uniform_by_group

# Brothers and sisters began to be asked about caring on this day.
ASKED_FROM = day(date(2025, 1, 6))
ASKED_SHARE = 0.52
ASKED_EVERY = 150
CARERS_FROM = 8
CARERS = 0.09
CAPACITY_FROM = day(date(2022, 9, 1))
RATING: Table = [(0, 1), (0.35, 2), (0.7, 3), (1, 5)]


def young_carer_table(world: World) -> pd.DataFrame:
    """ssd_x_young_carer: carers who were identified, and from January 2025 what brothers and sisters asked said."""
    rng = world.streams("young carers")
    plans = world.plans[world.plans["end"] > world.span.window].reset_index(drop=True)
    families = plans.groupby("family").agg(start=("start", "min"), end=("end", "max"))
    children = world.children.reset_index(names="child")
    children = children[children["kept"] & children["family"].isin(families.index)].reset_index(drop=True)
    start = np.maximum(children["family"].map(families["start"]).to_numpy(), world.span.window)
    end = np.minimum(children["family"].map(families["end"]).to_numpy(), world.span.as_at)
    count = len(children)
    carer = chance(rng, CARERS, count)
    old_from = children["birth"].to_numpy() + CARERS_FROM * 366
    parts = []
    found = to_working_day(np.maximum(start, old_from) + rng.integers(10, 300, count))
    known = carer & (found <= end) & (years_old(children["birth"].to_numpy(), found) < 18)
    assessed = to_working_day(found + rng.integers(20, 120, count))
    has_assessment = known & chance(rng, 0.55, count) & (assessed <= world.span.as_at)
    supported = has_assessment & chance(rng, 0.5, count)
    status = np.where(supported, "support in place", np.where(has_assessment, "assessed", "identified"))
    parts.append(_answers(children, known, status, found, np.where(has_assessment, assessed, NEVER), rng))
    asked_first = np.maximum(np.maximum(start, ASKED_FROM), old_from) + rng.integers(5, 200, count)
    willing = uniform_by_group(rng, children["family"].to_numpy()) < ASKED_SHARE
    for turn in range(5):
        on = to_working_day(asked_first + turn * ASKED_EVERY + rng.integers(0, 40, count))
        asked = willing & (on <= end) & (on < children["leaves"].to_numpy()) & ~known & chance(rng, 0.85, count)
        parts.append(_answers(children, asked, np.full(count, "not a carer", dtype=object), on, on, rng))
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "ycar_table_id", ids("YC", 100_000 + np.arange(len(table))))
    return table


def _answers(
    children: pd.DataFrame,
    mine: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    status: "np.ndarray[tuple[int], np.dtype[np.object_]]",
    found: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    assessed: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    rng: np.random.Generator,
) -> pd.DataFrame:
    count = int(mine.sum())
    caring = status[mine] != "not a carer"
    source = pick(rng, {"assessment factor 7A": 55, "school census": 25, "self": 12, "health": 8}, count)
    return pd.DataFrame(
        {
            "ycar_person_id": person_ids(children["child"].to_numpy()[mine]),
            "ycar_status": status[mine],
            "ycar_identified_date": moments(found[mine]),
            "ycar_assessment_date": moments(assessed[mine]),
            "ycar_source": np.where(caring, source, "self"),
            "ycar_cares_for": only_if(caring, pick(rng, {"parent": 64, "sibling": 30, "other": 6}, count)),
            "ycar_cares_for_person_id": None,
            "ycar_source_agency": "Local authority",
            "ycar_recorded_date": moments(found[mine]),
        }
    )


def parenting_table(world: World) -> pd.DataFrame:
    """ssd_x_parenting_capacity: capacity and motivation to change, rated apart; motivation is often left out."""
    rng = world.streams("parenting capacity")
    plans = world.plans[world.plans["end"] > CAPACITY_FROM].reset_index(drop=True)
    group, count = by_group(plans["round_id"].to_numpy(), plans["step"].to_numpy())
    cp, neglect = (plans["kind"] == CP).to_numpy(), plans["neglect"].to_numpy(dtype=np.bool_)
    share = np.where(cp, 0.42, 0.12) + np.where(neglect, 0.18, 0.0)
    on = to_working_day(np.maximum(plans["start"].to_numpy(), CAPACITY_FROM) + rng.integers(10, 90, count)[group])
    done = (rng.random(count)[group] < share) & (on < plans["end"].to_numpy()) & (on <= world.span.as_at)
    capacity = np.minimum(spread(rng, RATING, count), 5)[group]
    motivation = np.clip(capacity + rng.integers(-1, 2, count)[group], 1, 5)
    with_motivation = rng.random(count)[group] < 0.62
    engagement = pick(rng, {"engaged": 44, "partial": 36, "disguised": 9, "not": 11}, count)[group]
    need = pick(rng, {"": 70, "literacy": 8, "neurodiversity": 9, "mental ill-health": 10, "heritage": 3}, count)[group]
    table = pd.DataFrame(
        {
            "parc_table_id": ids("PR", 100_000 + np.arange(len(plans))),
            "parc_person_id": plans["person_id"],
            "parc_parent_person_id": None,
            "parc_parent_role": pick(rng, {"mother": 78, "father": 16, "step": 4, "other": 2}, count)[group],
            "parc_assessed_date": moments(on),
            "parc_tool_name": "Parenting assessment",
            "parc_capacity_rating": capacity,
            "parc_motivation_rating": pd.Series(pd.arrays.IntegerArray(motivation.astype(np.int64), ~with_motivation)),
            "parc_scale_min": 1,
            "parc_scale_max": 5,
            "parc_engagement": engagement,
            "parc_unique_need": only_if(need != "", need),
            "parc_support_offered_flag": np.where(rng.random(count)[group] < 0.7, "Y", "N"),
            "parc_source_agency": "Local authority",
            "parc_recorded_date": moments(on),
        }
    )
    return table[done].reset_index(drop=True)


def sibling_link_table(world: World) -> pd.DataFrame:
    """ssd_x_sibling_link: a few corrections, linking children who live with another relative."""
    rng = world.streams("sibling links")
    children = world.children.reset_index(names="child")
    children = children[children["kept"] & (children["birth"] <= world.span.as_at)]
    eldest = children.groupby("family")["child"].first()
    apart = children[children["elsewhere"] & (children["family"].map(eldest) != children["child"])].reset_index(
        drop=True
    )
    apart = apart[chance(rng, 0.12, len(apart))].reset_index(drop=True)
    other = apart["family"].map(eldest).to_numpy()
    decided = to_working_day(world.span.as_at - rng.integers(30, 700, len(apart)))
    return pd.DataFrame(
        {
            "sibl_table_id": ids("SL", 1_000 + np.arange(len(apart))),
            "sibl_person_id_a": person_ids(apart["child"].to_numpy()),
            "sibl_person_id_b": person_ids(other.astype(np.int64)),
            "sibl_decision": "link",
            "sibl_relationship": pick(rng, {"full": 40, "half": 60}, len(apart)),
            "sibl_decided_by": "Data quality officer",
            "sibl_decided_date": moments(decided),
            "sibl_reason": "Lives with another relative",
            "sibl_source_agency": "Local authority",
            "sibl_recorded_date": moments(decided),
        }
    )
