"""What shows a case moving on: periods of care, legal status, pre-proceedings, going missing."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if, whole, yes_no
from data.demo.courses import CARE, CP
from data.demo.dates import NEVER, moments, to_working_day, years_old
from data.demo.draws import Flags, Ints, chance, ids, pick, spread
from data.demo.world import World, by_group, person_ids, referral_ids, uniform_by_group

CEASED = {"E11": 10.0, "E45": 14.0, "E4A": 40.0, "E8": 26.0, "E41": 10.0}
# Chance of a decision to enter pre-proceedings: plans that end in care, plans of nine months or more, and longer ones.
DECIDED = {"care": 0.62, "nine months": 0.16, "fifteen months": 0.5}


def care_tables(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ssd_cla_episodes (one row a period of care) and ssd_legal_status."""
    rng = world.streams("care")
    care = world.spells[(world.spells["kind"] == CARE) & (world.spells["end"] > world.span.window)].reset_index(
        drop=True
    )
    count = len(care)
    start, end = care["start"].to_numpy(), care["end"].to_numpy()
    people = person_ids(care["child"].to_numpy())
    over = end <= world.span.as_at
    of_age = end >= world.children["leaves"].to_numpy()[care["child"].to_numpy()]
    last_seen = np.minimum(end, world.span.as_at) - rng.integers(3, 90, count)
    episodes = pd.DataFrame(
        {
            "clae_cla_episode_id": ids("LE", 100_000 + np.arange(count)),
            "clae_person_id": people,
            "clae_cla_placement_id": ids("PL", 100_000 + np.arange(count)),
            "clae_cla_episode_start_date": moments(start),
            "clae_cla_episode_start_reason": "S",
            "clae_cla_primary_need_code": pick(rng, {"N1": 74, "N2": 5, "N4": 9, "N5": 12}, count),
            "clae_cla_episode_ceased_date": moments(end, world.span.as_at),
            "clae_cla_episode_ceased_reason": only_if(over, np.where(of_age, "E17", pick(rng, CEASED, count))),
            "clae_cla_id": ids("LA", 100_000 + np.arange(count)),
            "clae_referral_id": referral_ids(care["episode"].to_numpy()),
            "clae_cla_last_iro_contact_date": moments(np.maximum(last_seen, start)),
            "clae_entered_care_date": moments(start),
        }
    )
    voluntary = uniform_by_group(rng, care["round_id"].to_numpy()) < 0.38
    change = to_working_day(start + spread(rng, [(0, 130), (0.5, 200), (1, 340)], count))
    changes = ~voluntary & (change < end)
    first = np.where(voluntary, "V2", "C1")
    later = pick(rng, {"C2": 86, "E1": 14}, count)
    legal = pd.concat(
        [
            _legal(people, first, start, np.where(changes, change, end)),
            _legal(people[changes], later[changes], change[changes], end[changes]),
        ],
        ignore_index=True,
    )
    legal = legal[legal["start"] <= world.span.as_at].sort_values(["person", "start"], ignore_index=True)
    status = pd.DataFrame(
        {
            "lega_legal_status_id": ids("LS", 100_000 + np.arange(len(legal))),
            "lega_person_id": legal["person"],
            "lega_legal_status": legal["status"],
            "lega_legal_status_start_date": moments(legal["start"].to_numpy()),
            "lega_legal_status_end_date": moments(legal["end"].to_numpy(), world.span.as_at),
        }
    )
    return episodes, status


def _legal(people: object, status: object, start: Ints, end: Ints) -> pd.DataFrame:
    return pd.DataFrame({"person": people, "status": status, "start": start, "end": end})


def pre_proceedings_table(world: World) -> pd.DataFrame:
    """ssd_pre_proceedings: brothers and sisters enter and leave together."""
    rng = world.streams("pre-proceedings")
    plans = world.recent_plans(CP, world.span.window)
    group, count = by_group(plans["round_id"].to_numpy(), plans["step"].to_numpy())
    start, end = plans["start"].to_numpy(), plans["end"].to_numpy()
    longest = pd.Series(end - start).groupby(group).transform("max").to_numpy()
    to_care = pd.Series((plans["route"] == "care").to_numpy()).groupby(group).transform("max").to_numpy(dtype=np.bool_)
    share = np.select(
        [to_care, longest >= 456, longest >= 274],
        [DECIDED["care"], DECIDED["fifteen months"], DECIDED["nine months"]],
        0.0,
    )
    decided: Flags = rng.random(count)[group] < share
    before_end = spread(rng, [(0, 40), (1, 200)], count)[group]
    after_start = spread(rng, [(0, 200), (0.6, 400), (1, 450)], count)[group]
    decision = np.where(to_care, np.maximum(end - before_end, start + 10), start + after_start)
    decision = to_working_day(decision)
    lasting = spread(rng, [(0, 60), (0.6, 120), (1, 260)], count)[group]
    over = to_working_day(np.where(to_care, np.maximum(end, decision + 5), decision + lasting))
    keep = decided & (decision < end) & (decision <= world.span.as_at)
    is_over = over <= world.span.as_at
    issued = np.where(to_care, "issue care proceedings", "step down")
    met = rng.integers(1, 5, count)[group]
    table = pd.DataFrame(
        {
            "prep_table_id": ids("PP", 100_000 + np.arange(len(plans))),
            "prep_person_id": plans["person_id"],
            "prep_plo_family_id": ids("PF", 10_000 + plans["family"].to_numpy()),
            "prep_pre_pro_decision_date": moments(decision),
            "prep_initial_pre_pro_meeting_date": moments(to_working_day(decision + 21), world.span.as_at),
            "prep_pre_pro_outcome": only_if(is_over, issued),
            "prep_agree_stepdown_issue_date": moments(over, world.span.as_at),
            "prep_cp_plans_referral_period": 1,
            "prep_legal_gateway_outcome": np.where(to_care, "C", "B"),
            "prep_prev_pre_proc_child": 0,
            "prep_prev_care_proc_child": 0,
            "prep_pre_pro_letter_date": moments(to_working_day(decision + 7), world.span.as_at),
            "prep_care_pro_letter_date": moments(np.where(to_care, over, NEVER), world.span.as_at),
            "prep_pre_pro_meetings_num": met,
            "prep_pre_pro_parents_legal_rep": yes_no(rng.random(len(plans)) < 0.8, np.ones(len(plans), np.bool_)),
            "prep_parents_legal_rep_point_of_issue": only_if(is_over & to_care, "Y"),
            "prep_court_reference": None,
            "prep_care_proc_court_hearings": whole(met + 1, is_over & to_care),
            "prep_care_proc_short_notice": only_if(is_over & to_care, "N"),
            "prep_proc_short_notice_reason": None,
            "prep_la_inital_plan_approved": only_if(is_over & to_care, "Y"),
            "prep_la_initial_care_plan": only_if(is_over & to_care, "Foster care"),
            "prep_la_final_plan_approved": None,
            "prep_la_final_care_plan": None,
        }
    )
    return table[keep].reset_index(drop=True)


def missing_table(world: World) -> pd.DataFrame:
    """ssd_missing: episodes of older children in care and on plans."""
    rng = world.streams("missing")
    spells = world.spells[world.spells["end"] > world.span.window].reset_index(drop=True)
    age = years_old(world.birth(spells["child"].to_numpy()), np.minimum(spells["end"].to_numpy(), world.span.as_at))
    often = np.where(chance(rng, np.where(age >= 13, 0.12, 0.004), len(spells)), rng.integers(1, 6, len(spells)), 0)
    at = np.repeat(np.arange(len(spells)), often)
    begin = np.maximum(spells["start"].to_numpy(), world.span.window)[at]
    last = np.minimum(spells["end"].to_numpy(), world.span.as_at)[at]
    start = begin + np.floor(rng.random(len(at)) * np.maximum(last - begin, 1)).astype(np.int64)
    end = np.minimum(start + spread(rng, [(0, 0), (0.8, 2), (1, 9)], len(at)), last)
    offered = pick(rng, {"Y": 88, "N": 8, "NA": 4}, len(at))
    return pd.DataFrame(
        {
            "miss_table_id": ids("MI", 100_000 + np.arange(len(at))),
            "miss_person_id": person_ids(spells["child"].to_numpy()[at]),
            "miss_missing_episode_start_date": moments(start),
            "miss_missing_episode_type": pick(rng, {"M": 85, "A": 15}, len(at)),
            "miss_missing_episode_end_date": moments(end),
            "miss_missing_rhi_offered": offered,
            "miss_missing_rhi_accepted": np.where(offered == "Y", pick(rng, {"Y": 70, "N": 30}, len(at)), "NA"),
        }
    )
