"""Assessments and the factors they found."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.dates import NEVER, add_working_days, moments
from data.demo.draws import Flags, Texts, chance, ids, uniform
from data.demo.workforce import assessment_team, team_ids, worker_ids, worker_number
from data.demo.world import World, assessment_ids, by_group, person_ids, referral_ids

# Percent of assessments, among those with factors, that tick each; neglect (16A) comes from neglect.py.
FACTORS = {
    "1A": 2.0, "1B": 21.9, "1C": 3.0, "2A": 3.5, "2B": 21.7, "2C": 3.2, "3A": 13.6, "3B": 35.9, "3C": 6.0,
    "4A": 31.7, "4B": 52.6, "4C": 7.0, "5A": 19.5, "5B": 4.6, "5C": 2.0, "6A": 7.9, "6B": 8.2, "6C": 2.0,
    "7A": 7.8, "10A": 4.0, "11A": 3.0, "12A": 0.6, "13A": 2.0, "14A": 9.0, "15A": 5.0, "17A": 28.1, "18B": 4.0,
    "18C": 11.0, "19B": 2.5, "19C": 4.0, "20": 8.0, "24A": 3.0,
}  # fmt: skip
FACTORS_RECORDED = 0.88
CARERS_FROM = 7


def assessment_tables(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ssd_cin_assessments and ssd_assessment_factors: one assessment a referral that was not closed at once."""
    rng = world.streams("assessments")
    had = (world.episodes["assessed"] < NEVER).to_numpy()
    e, neglect = world.episodes[had].reset_index(drop=True), world.found[had]
    done = e["assessed"].to_numpy()
    begun = np.minimum(add_working_days(e["referral"].to_numpy(), rng.integers(0, 3, len(e))), done)
    finished = done <= world.span.as_at
    closed_after = (e["path"] == "closed").to_numpy()
    family = e["family"].to_numpy()
    team = assessment_team(world, family)
    seen = np.where(chance(rng, 0.96, len(e)), "Y", "N")
    table = pd.DataFrame(
        {
            "cina_assessment_id": assessment_ids(e["episode"].to_numpy()),
            "cina_person_id": person_ids(e["child"].to_numpy()),
            "cina_referral_id": referral_ids(e["episode"].to_numpy()),
            "cina_assessment_start_date": moments(begun),
            "cina_assessment_child_seen": only_if(finished, seen),
            "cina_assessment_auth_date": moments(done, world.span.as_at),
            "cina_assessment_outcome_json": only_if(
                finished, np.where(closed_after, '{"NFA_FLAG":"Y"}', '{"PROV_OF_SERVICES_FLAG":"Y"}')
            ),
            "cina_assessment_outcome_nfa": only_if(finished, np.where(closed_after, "Y", "N")),
            "cina_assessment_team": team_ids(team),
            "cina_assessment_worker_id": worker_ids(worker_number(team, family % 9, begun)),
        }
    )[begun <= world.span.as_at].reset_index(drop=True)
    told = finished & chance(rng, FACTORS_RECORDED, len(e))
    lists = factor_lists(world, e[told], neglect[told])
    factors = pd.DataFrame(
        {
            "cinf_table_id": ids("FA", 400_000 + e["episode"].to_numpy()[told]),
            "cinf_assessment_id": assessment_ids(e["episode"].to_numpy())[told],
            "cinf_assessment_factors_json": lists,
        }
    )
    return table, factors


def factor_lists(world: World, e: pd.DataFrame, neglect: Flags) -> Texts:
    """The factors of each assessment as JSON arrays; those of parents are shared by brothers and sisters."""
    rng = world.streams("factors")
    count = len(e)
    age = (e["referral"].to_numpy() - world.birth(e["child"].to_numpy())) / 365.25
    group, families = by_group(e["round_id"].to_numpy())
    referred = e.groupby(group)["referral"].min().to_numpy()
    lists = np.full(count, "", dtype=object)
    for code, percent in FACTORS.items():
        throw = rng.random(count)
        if not code.endswith("A"):
            throw = uniform(rng, families, referred, block=400)[group]
        share = np.full(count, percent / 100)
        if code == "7A":
            # Only older children are called carers; the share over all ages stays as published.
            old = age >= CARERS_FROM
            share = np.where(old, share / max(float(old.mean()), 0.1), 0.0)
        lists = np.where(throw < share, lists + f'"{code}",', lists)
    lists = np.where(neglect, lists + '"16A",', lists)
    lists = np.where(lists == "", '"21",', lists)
    return np.array([f"[{text[:-1]}]" for text in lists], dtype=object)
