"""Section 47 enquiries and initial child protection conferences."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.courses import CARE, CIN, CONFERENCE_DAYS, CP
from data.demo.dates import NEVER, add_working_days, moments, to_working_day
from data.demo.draws import Flags, Ints, chance, ids, spread
from data.demo.workforce import assessment_team, team_ids
from data.demo.world import World, by_group, person_ids, referral_ids, uniform_by_group

# Enquiries that led to no plan: share of family referrals by where they led, and a yearly share of open work.
ENQUIRY_AT_ASSESSMENT = {"closed": 0.45, "cin": 0.50, "service": 0.25, "care": 0.35}
ENQUIRY_A_YEAR = {CIN: 0.20, CP: 0.35, CARE: 0.06}
# Of those, the share that reached a conference which made no plan.
CONFERENCE_WITHOUT_PLAN = 0.072
TRANSFERRED_IN = 0.04
ENQUIRY_WORKING_DAYS = 15


def transferred_in(world: World) -> Flags:
    """Per CP plan: begun by a transfer-in conference, when a child on a plan elsewhere moved here."""
    plans = world.plans_of(CP)
    rng = world.streams("transfers in")
    first = (plans["step"] == 0).to_numpy()
    return np.asarray(first & (uniform_by_group(rng, plans["round_id"].to_numpy()) < TRANSFERRED_IN), dtype=np.bool_)


def conference_tables(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ssd_s47_enquiry and ssd_initial_cp_conference: those behind plans, and those that made none.

    A transfer-in conference has no enquiry. The target is 15 working days after the enquiry began.
    """
    rng = world.streams("conferences")
    planned = _behind_plans(world, rng)
    alone = _without_plans(world, rng)
    rows = pd.concat([planned, alone], ignore_index=True)
    rows = rows[rows["began"] <= world.span.as_at].reset_index(drop=True)
    began, held, conferenced = rows["began"].to_numpy(), rows["held"].to_numpy(), rows["conferenced"].to_numpy()
    made_plan, transfer = rows["made_plan"].to_numpy(), rows["transfer"].to_numpy()
    people, referral = person_ids(rows["child"].to_numpy()), referral_ids(rows["episode"].to_numpy())
    number = ids("S", 1_000_000 + np.arange(len(rows)))
    team = team_ids(assessment_team(world, rows["family"].to_numpy()))
    finished = np.where(
        conferenced, np.minimum(began + 12, held), to_working_day(began + 3 + np.arange(len(rows)) % 11)
    )
    done = finished <= world.span.as_at
    nothing = done & ~conferenced
    s47 = pd.DataFrame(
        {
            "s47e_s47_enquiry_id": number,
            "s47e_referral_id": referral,
            "s47e_person_id": people,
            "s47e_s47_start_date": moments(began),
            "s47e_s47_end_date": moments(finished, world.span.as_at),
            "s47e_s47_nfa": only_if(done, np.where(nothing, "Y", "N")),
            "s47e_s47_outcome_json": np.where(nothing, '{"NFA_FLAG":"Y"}', '{"CP_CONFERENCE_FLAG":"Y"}'),
            "s47e_s47_completed_by_team": team,
            "s47e_s47_completed_by_worker_id": None,
        }
    )[~transfer].reset_index(drop=True)
    meeting, _ = by_group(rows["round_id"].to_numpy(), held)
    icpc = pd.DataFrame(
        {
            "icpc_icpc_id": ids("I", 1_000_000 + np.arange(len(rows))),
            "icpc_icpc_meeting_id": ids("M", 500_000 + meeting),
            "icpc_s47_enquiry_id": only_if(~transfer, number),
            "icpc_person_id": people,
            "icpc_cp_plan_id": rows["plan_id"],
            "icpc_referral_id": referral,
            "icpc_icpc_transfer_in": np.where(transfer, "Y", "N"),
            "icpc_icpc_target_date": moments(np.where(transfer, NEVER, add_working_days(began, ENQUIRY_WORKING_DAYS))),
            "icpc_icpc_date": moments(held),
            "icpc_icpc_outcome_cp_flag": np.where(made_plan, "Y", "N"),
            "icpc_icpc_outcome_json": np.where(made_plan, '{"CP_FLAG":"Y"}', '{"PROV_OF_SERVICES_FLAG":"Y"}'),
            "icpc_icpc_team": team,
            "icpc_icpc_worker_id": None,
        }
    )[conferenced & (held <= world.span.as_at)].reset_index(drop=True)
    return s47, icpc


def _behind_plans(world: World, rng: np.random.Generator) -> pd.DataFrame:
    plans = world.plans_of(CP)
    held = plans["start"].to_numpy()
    group, count = by_group(plans["round_id"].to_numpy(), held)
    taken: Ints = spread(rng, CONFERENCE_DAYS, count)[group]
    positions = np.searchsorted(world.episodes["episode"].to_numpy(), plans["episode"].to_numpy())
    referral = world.episodes["referral"].to_numpy()[positions]
    return pd.DataFrame(
        {
            "episode": plans["episode"],
            "child": plans["child"],
            "family": plans["family"],
            "round_id": plans["round_id"],
            "began": np.maximum(add_working_days(held, -taken), referral),
            "held": held,
            "plan_id": plans["plan_id"],
            "conferenced": True,
            "made_plan": True,
            "transfer": transferred_in(world),
        }
    )


def _without_plans(world: World, rng: np.random.Generator) -> pd.DataFrame:
    e = world.episodes
    share = np.array([ENQUIRY_AT_ASSESSMENT.get(path, 0.0) for path in e["path"]])
    early = uniform_by_group(rng, e["round_id"].to_numpy()) < share
    late_by = np.floor(uniform_by_group(rng, e["round_id"].to_numpy()) * 20).astype(np.int64)
    at_assessment = e[early][["episode", "child", "family", "round_id"]].assign(
        began=to_working_day(e["referral"].to_numpy() + late_by)[early]
    )
    spells = world.spells
    yearly = spells["kind"].map(ENQUIRY_A_YEAR).fillna(0.0).to_numpy()
    lasted = (np.minimum(spells["end"], world.span.as_at) - spells["start"]).to_numpy() / 365.25
    group_throw = uniform_by_group(rng, spells["round_id"].to_numpy(), spells["step"].to_numpy())
    place = uniform_by_group(
        rng, spells["round_id"].to_numpy(), spells["step"].to_numpy(), np.zeros(len(spells), np.int64)
    )
    happens = group_throw < np.minimum(yearly * lasted, 0.8)
    when = spells["start"].to_numpy() + 10 + np.floor(place * np.maximum(lasted * 365 - 15, 1)).astype(np.int64)
    during = spells[happens][["episode", "child", "family", "round_id"]].assign(began=to_working_day(when)[happens])
    rows: pd.DataFrame = pd.concat([at_assessment, during], ignore_index=True)
    group, count = by_group(rows["round_id"].to_numpy(), rows["began"].to_numpy())
    conferenced = chance(rng, CONFERENCE_WITHOUT_PLAN, count)[group]
    taken = spread(rng, CONFERENCE_DAYS, count)[group]
    return rows.assign(
        held=add_working_days(rows["began"].to_numpy(), taken),
        plan_id=None,
        conferenced=conferenced,
        made_plan=False,
        transfer=False,
    )


def plan_conference_ids(icpc: pd.DataFrame) -> pd.Series:
    """The conference of each plan, by plan id."""
    made = icpc[icpc["icpc_cp_plan_id"].notna()]
    return made.set_index("icpc_cp_plan_id")["icpc_icpc_id"]
