"""Teams, workers, and who was allocated to which child."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.courses import CARE, CIN
from data.demo.dates import NEVER, moments, to_working_day
from data.demo.draws import Floats, Ints, Texts, ids, pick, spread
from data.demo.names import forenames, surnames
from data.demo.world import RUN_IN, World, by_group, person_ids, referral_ids

LOCALITIES = ("Northbeck", "Eastmoor", "Southwick", "Westvale")
COUNTYWIDE = "Countywide"

# Team numbers: family support 0-7 (two a locality), assessment 8-11 (one a locality), disabled children 12-13,
# children in care 14-15, leaving care 16.
FAMILY_SUPPORT, ASSESSMENT, DISABLED, IN_CARE, LEAVING_CARE = 0, 8, 12, 14, 16
TEAM_NAMES = (
    *(f"{place} Family Support {turn}" for place in LOCALITIES for turn in (1, 2)),
    *(f"{place} Assessment" for place in LOCALITIES),
    "Disabled Children North and East",
    "Disabled Children South and West",
    "Children in Care 1",
    "Children in Care 2",
    "Leaving Care",
)
# Social workers in a team; the countywide teams for children in care and care leavers are larger.
POSTS = np.array([13] * 14 + [24, 24, 22])
TENURE = 2000
ALLOCATION = [(0, 45), (0.2, 150), (0.5, 320), (0.8, 600), (1, 1100)]
MOST_WORKERS = 14
LEAVING = {"LEFTRL": 42.0, "ORGRST": 14.0, "MANAGE": 16.0, "TSPROC": 10.0, "ABSENC": 9.0, "FCONTA": 4.0, "OTHERS": 5.0}


def team_ids(team: Ints) -> Texts:
    return ids("T", 101 + team)


def assessment_team(world: World, family: Ints) -> Ints:
    return np.asarray(ASSESSMENT + world.families["locality"].to_numpy()[family], dtype=np.int64)


def plan_team(world: World, spells: pd.DataFrame) -> Ints:
    """The team that holds a plan: the family's own, or the disabled children's team of its half of the county."""
    family = spells["family"].to_numpy()
    rounds = world.courses.rounds["path"].to_numpy()[spells["round_id"].to_numpy()]
    disabled = (rounds == "disabled") & (spells["kind"] == CIN).to_numpy()
    half = world.families["locality"].to_numpy()[family] // 2
    own = world.families["team"].to_numpy()[family]
    return np.asarray(np.where(disabled, DISABLED + half, own), dtype=np.int64)


def department_table(authority_name: str) -> pd.DataFrame:
    """ssd_department: teams under localities (or countywide) under the service."""
    service = f"{authority_name} children's social care"
    parents = (*LOCALITIES, COUNTYWIDE)
    rows: list[tuple[str, str, str | None, str | None]] = [("D1", service, None, None)]
    rows += [(f"D{11 + number}", name, "D1", service) for number, name in enumerate(parents)]
    for team, name in enumerate(TEAM_NAMES):
        place = team // 2 if team < ASSESSMENT else team - ASSESSMENT if team < DISABLED else len(LOCALITIES)
        rows.append((f"T{101 + team}", name, f"D{11 + place}", parents[place]))
    return pd.DataFrame(
        rows, columns=["dept_team_id", "dept_team_name", "dept_team_parent_id", "dept_team_parent_name"]
    )


def worker_number(team: Ints, post: Ints, on: Ints) -> Ints:
    """Who held a post in a team on a day: a new person every five years or so."""
    era = (on + post * 111 + team * 37) // TENURE
    return np.asarray(team * 10_000 + post * 100 + era % 100, dtype=np.int64)


def worker_ids(number: Ints) -> Texts:
    return ids("W", 1_000_000 + number)


def involvement_table(world: World) -> pd.DataFrame:
    """ssd_involvements: the allocated case worker (CW) of each child over time.

    An assessment worker first; then workers of the plan's team, changing every year or so and shared by brothers and
    sisters; then the children in care or leaving care team.
    """
    rng = world.streams("involvements")
    e = world.episodes[world.episodes["path"] != "nfa"].reset_index(drop=True)
    group, count = by_group(e["round_id"].to_numpy())
    spells = world.spells
    care_start = spells[spells["kind"] == CARE].groupby("episode")["start"].min()
    care = e["episode"].map(care_start).fillna(NEVER).to_numpy().astype(np.int64)
    planned = np.isin(e["episode"].to_numpy(), spells["episode"].unique()) | (e["path"] == "service").to_numpy()
    referral, close = e["referral"].to_numpy(), e["close"].to_numpy()
    handover = np.where(planned, np.minimum(e["assessed"].to_numpy() + 3, close), close)
    handover = np.minimum(handover, care)
    leaving = np.minimum(world.children["leaves"].to_numpy()[e["child"].to_numpy()], NEVER)

    family = e["family"].to_numpy()
    half = world.families["locality"].to_numpy()[family] // 2
    own = np.where(e["path"] == "disabled", DISABLED + half, world.families["team"].to_numpy()[family])
    changes = np.cumsum(spread(rng, ALLOCATION, count * MOST_WORKERS).reshape(count, MOST_WORKERS), axis=1)
    cuts = to_working_day(np.where(planned, handover, NEVER - 20_000)[:, None] + changes[group])
    posts = rng.random((count, MOST_WORKERS + 3))[group]

    blocks = [_block(e, assessment_team(world, family), posts[:, 0], referral, handover)]
    begins = handover
    for turn in range(MOST_WORKERS):
        stops = np.minimum(np.minimum(cuts[:, turn], close), care)
        blocks.append(_block(e, own, posts[:, turn + 1], begins, np.where(planned, stops, begins)))
        begins = stops
    in_care = np.minimum(close, leaving)
    blocks.append(_block(e, IN_CARE + half, posts[:, MOST_WORKERS + 1], care, in_care))
    after = np.where((care < NEVER) & (close > leaving), leaving, NEVER)
    blocks.append(_block(e, np.full(len(e), LEAVING_CARE), posts[:, MOST_WORKERS + 2], after, close))
    rows = pd.concat(blocks, ignore_index=True).sort_values(["child", "start"], ignore_index=True)
    rows = rows[(rows["start"] <= world.span.as_at) & (rows["end"] > world.span.window - RUN_IN)]
    ended = rows["end"].to_numpy() < rows["close"].to_numpy()
    handed_on = ended & (rows["team"].to_numpy() >= ASSESSMENT)
    reason = np.where(handed_on, "TSPROC", pick(rng, LEAVING, len(rows)))
    past = rows["end"].to_numpy() <= world.span.as_at
    worker = worker_number(rows["team"].to_numpy(), rows["post"].to_numpy(), rows["start"].to_numpy())
    return pd.DataFrame(
        {
            "invo_involvements_id": ids("N", 1_000_000 + np.arange(len(rows))),
            "invo_professional_id": worker_ids(worker),
            "invo_professional_role_id": "CW",
            "invo_professional_team": team_ids(rows["team"].to_numpy()),
            "invo_person_id": person_ids(rows["child"].to_numpy()),
            "invo_involvement_start_date": moments(rows["start"].to_numpy()),
            "invo_involvement_end_date": moments(rows["end"].to_numpy(), world.span.as_at),
            "invo_worker_change_reason": only_if(ended & past, reason),
            "invo_referral_id": referral_ids(rows["episode"].to_numpy()),
        }
    )


def _block(episodes: pd.DataFrame, team: Ints, post: Floats, start: Ints, end: Ints) -> pd.DataFrame:
    real = (start < end) & (start < NEVER - 30_000)
    return pd.DataFrame(
        {
            "episode": episodes["episode"].to_numpy()[real],
            "child": episodes["child"].to_numpy()[real],
            "close": episodes["close"].to_numpy()[real],
            "team": team[real],
            "post": np.floor(post[real] * POSTS[team[real]]).astype(np.int64),
            "start": start[real],
            "end": end[real],
        }
    )


def professional_table(world: World, involvements: pd.DataFrame) -> pd.DataFrame:
    """ssd_professionals: everybody allocated to a child, with caseload of the present."""
    rng = world.streams("professionals")
    present = involvements[involvements["invo_involvement_end_date"].isna()]
    caseload = present.groupby("invo_professional_id")["invo_person_id"].nunique()
    people = involvements.groupby("invo_professional_id")["invo_professional_team"].first().reset_index()
    count = len(people)
    names = {f"T{101 + team}": name for team, name in enumerate(TEAM_NAMES)}
    full_time: Floats = np.where(rng.random(count) < 0.8, 1.0, 0.6)
    forename, surname = forenames(rng, pick(rng, {"F": 80.0, "M": 20.0}, count)), surnames(rng, count)
    return pd.DataFrame(
        {
            "prof_professional_id": people["invo_professional_id"],
            "prof_staff_id": ids("ST", 5_000 + np.arange(count)),
            "prof_professional_name": forename + " " + surname,
            "prof_social_worker_registration_no": ids("SW", 800_000 + np.arange(count)),
            "prof_agency_worker_flag": np.where(rng.random(count) < 0.203, "Y", "N"),
            "prof_professional_job_title": np.where(rng.random(count) < 0.15, "Senior social worker", "Social worker"),
            "prof_professional_caseload": people["invo_professional_id"].map(caseload).fillna(0).astype("int64"),
            "prof_professional_department": people["invo_professional_team"].map(names),
            "prof_full_time_equivalency": full_time,
        }
    )
