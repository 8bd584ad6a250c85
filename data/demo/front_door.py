"""Contacts, referrals and early help."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.dates import NEVER, moments, to_working_day
from data.demo.draws import Ints, Texts, chance, ids, pick
from data.demo.workforce import assessment_team, team_ids
from data.demo.world import World, by_group, person_ids, referral_ids, uniform_by_group

SOURCES = {
    "1A": 6.0, "1B": 3.0, "1C": 1.0, "1D": 2.0, "2A": 19.0, "2B": 2.0, "3A": 3.5, "3B": 4.5, "3C": 1.0, "3D": 2.5,
    "3E": 4.0, "3F": 2.0, "4": 1.5, "5A": 5.0, "5B": 1.0, "5C": 3.5, "5D": 5.0, "6": 26.0, "7": 1.5, "8": 4.0,
    "9": 1.5, "10": 0.5,
}  # fmt: skip
SOURCE_NAMES = {
    "1A": "Individual - family member or carer", "1B": "Individual - acquaintance", "1C": "Individual - self",
    "1D": "Individual - other", "2A": "Schools", "2B": "Education services", "3A": "Health services - GP",
    "3B": "Health services - health visitor", "3C": "Health services - school nurse",
    "3D": "Health services - other primary health", "3E": "Health services - A&E", "3F": "Health services - other",
    "4": "Housing", "5A": "Local authority - social care", "5B": "Local authority - other internal",
    "5C": "Local authority - another authority", "5D": "Local authority - early help", "6": "Police",
    "7": "Other legal agency", "8": "Other, including voluntary", "9": "Anonymous", "10": "Unknown",
}  # fmt: skip
NEEDS = {"N1": 62.0, "N2": 6.0, "N3": 5.0, "N4": 8.0, "N5": 12.0, "N6": 2.0, "N7": 1.0, "N8": 1.0, "N9": 2.0, "N0": 1.0}
TO_EARLY_HELP = 0.32
# Contacts that led nowhere, for each referral.
OTHER_CONTACTS = 0.8


def _goes_to_early_help(world: World) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    rng = world.streams("early help decisions")
    shared = uniform_by_group(rng, world.episodes["round_id"].to_numpy()) < TO_EARLY_HELP
    return np.asarray(shared & (world.episodes["path"] == "closed").to_numpy(), dtype=np.bool_)


def referral_table(world: World) -> pd.DataFrame:
    """ssd_cin_episodes: one row a referral; brothers and sisters share its day, source and need."""
    rng = world.streams("referrals")
    e = world.episodes
    group, count = by_group(e["round_id"].to_numpy())
    source: Texts = pick(rng, SOURCES, count)[group]
    path = e["path"].to_numpy()
    nfa = path == "nfa"
    need = np.where(path == "disabled", "N2", pick(rng, NEEDS, count)[group])
    to_adults = e["of_age"].to_numpy() & chance(rng, 0.3, len(e))
    reason = np.select(
        [e["died"].to_numpy(), e["moved"].to_numpy(), nfa, _goes_to_early_help(world), path == "closed", to_adults],
        ["RC2", "RC5", "RC7", "RC9", "RC8", "RC6"],
        "RC7",
    )
    care_end = np.isin(path, ["care"]) & ~e["of_age"].to_numpy()
    reason = np.where(care_end, pick(rng, {"RC1": 12, "RC4": 16, "RC3": 8, "RC7": 64}, len(e)), reason)
    closed = (e["close"] <= world.span.as_at).to_numpy()
    outcome = np.where(
        nfa,
        '{"SINGLE_ASSESSMENT_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"Y","NUMBER_OF_OUTCOMES":1}',
        '{"SINGLE_ASSESSMENT_FLAG":"Y","OTHER_OUTCOMES_EXIST_FLAG":"N","NUMBER_OF_OUTCOMES":1}',
    )
    return pd.DataFrame(
        {
            "cine_referral_id": referral_ids(e["episode"].to_numpy()),
            "cine_person_id": person_ids(e["child"].to_numpy()),
            "cine_referral_date": moments(e["referral"].to_numpy()),
            "cine_cin_primary_need_code": need,
            "cine_referral_source_code": source,
            "cine_referral_source_desc": pd.Series(source).map(SOURCE_NAMES),
            "cine_referral_outcome_json": outcome,
            "cine_referral_nfa": np.where(nfa, "Y", "N"),
            "cine_close_reason": only_if(closed, reason),
            "cine_close_date": moments(e["close"].to_numpy(), world.span.as_at),
            "cine_referral_team": team_ids(assessment_team(world, e["family"].to_numpy())),
            "cine_referral_worker_id": "Duty social worker",
        }
    )


def contact_table(world: World) -> pd.DataFrame:
    """ssd_contacts: one before each referral of the years asked for, and others that led nowhere."""
    rng = world.streams("contacts")
    e = world.episodes[world.episodes["referral"] >= world.span.window].reset_index(drop=True)
    referral = e["referral"].to_numpy()
    shared = np.floor(uniform_by_group(rng, e["round_id"].to_numpy()) * 500).astype(np.int64) + 5
    nowhere = uniform_by_group(rng, e["round_id"].to_numpy()) < OTHER_CONTACTS
    birth = world.birth(e["child"].to_numpy())
    earlier = referral - shared
    nowhere &= (earlier > birth) & (earlier >= world.span.window)
    parts = (
        (np.ones(len(e), dtype=np.bool_), to_working_day(referral - shared % 2, back=True), "NEW_REFERRAL_FLAG"),
        (nowhere, to_working_day(earlier, back=True), "ADVICE_FLAG"),
    )
    group, count = by_group(e["round_id"].to_numpy())
    rows = []
    for mine, on, outcome in parts:
        source = pick(rng, SOURCES, count)[group]
        rows.append(
            pd.DataFrame(
                {
                    "cont_person_id": person_ids(e["child"].to_numpy()),
                    "cont_contact_date": moments(on),
                    "cont_contact_source_code": source,
                    "cont_contact_source_desc": pd.Series(source).map(SOURCE_NAMES),
                    "cont_contact_outcome_json": f'{{"{outcome}":"Y","NUMBER_OF_OUTCOMES":1}}',
                }
            )[mine]
        )
    table = pd.concat(rows, ignore_index=True)
    table.insert(0, "cont_contact_id", ids("C", 1_000_000 + np.arange(len(table))))
    return table


def early_help_table(world: World) -> pd.DataFrame:
    """ssd_early_help_episodes: help that followed a closed assessment."""
    rng = world.streams("early help")
    e = world.episodes[_goes_to_early_help(world) & (world.episodes["close"] >= world.span.window).to_numpy()]
    start: Ints = to_working_day(e["close"].to_numpy() + rng.integers(3, 20, len(e)))
    end = to_working_day(start + rng.integers(60, 320, len(e)))
    begun = start <= world.span.as_at
    return pd.DataFrame(
        {
            "earl_episode_id": ids("EH", 100_000 + e["episode"].to_numpy()),
            "earl_person_id": person_ids(e["child"].to_numpy()),
            "earl_episode_start_date": moments(start),
            "earl_episode_end_date": moments(np.where(begun, end, NEVER), world.span.as_at),
            "earl_episode_reason": "Family support",
            "earl_episode_end_reason": only_if(end <= world.span.as_at, "Needs met"),
            "earl_episode_organisation": "Locality community support",
            "earl_episode_worker_id": "SSD_PH",
        }
    )[begun].reset_index(drop=True)
