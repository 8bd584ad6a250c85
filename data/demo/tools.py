"""Neglect assessment tools and the scores they gave each child."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.courses import CP
from data.demo.dates import day, moments, to_working_day, years_old
from data.demo.draws import Flags, Floats, Ints, Table, Texts, ids, pick, spread, spread_real
from data.demo.world import RUN_IN, World, by_group, family_ids, referral_ids

# The county's new, shorter screening tools were introduced on this day: no record of them is older.
SCREENING_FROM = day(date(2025, 1, 15))

GRADED, CHECKLIST, SCREENING, HOME = (
    "Graded Care Profile 2",
    "Childcare and Development Checklist",
    "Neglect Screening Tool",
    "Framework for Recording the Condition of a Home",
)
VERSIONS = {GRADED: "2", CHECKLIST: "2019", SCREENING: "1.0", HOME: "2019"}
DOMAINS = {
    GRADED: ("physical", "safety", "emotional", "developmental"),
    CHECKLIST: ("physical", "safety", "emotional", "developmental", "medical", "education"),
    SCREENING: ("emotional", "education", "medical"),
    HOME: ("home conditions",),
}
# (lowest score, highest score, higher is worse)
SCALES = {GRADED: (1, 5, "Y"), CHECKLIST: (1, 5, "N"), SCREENING: (1, 5, "Y"), HOME: (0, 11, "Y")}
ROLES = {"Social worker": 62.0, "Health visitor": 14.0, "School nurse": 8.0, "Family support worker": 16.0}
AGENCIES = {"Social worker": "Local authority", "Health visitor": "Health", "School nurse": "Health",
            "Family support worker": "Local authority"}  # fmt: skip

# Share of families' plans with a tool at all, and that a tool is used again each time it might be.
USED = {(True, True): 0.9, (True, False): 0.56, (False, True): 0.16, (False, False): 0.05}
USED_AGAIN = {True: 0.85, False: 0.5}
DRIFTING_TEAM_USE = 0.35
FIRST_USE: Table = [(0, -25), (0.4, 12), (0.8, 45), (1, 110)]
AGAIN_AFTER: Table = [(0, 60), (0.5, 95), (0.85, 160), (1, 280)]
MOST_USES = 9
SEVERITY: Table = [(0, 1.6), (0.3, 2.6), (0.7, 3.4), (1, 4.7)]
# Change of grade from one use to the next.
COURSE: Table = [(0, -1.1), (0.45, -0.35), (0.75, 0.0), (1, 0.5)]
WITH_HOME_RECORD = 0.5
UNEQUAL_FAMILIES = 0.14
GROUPED = 0.5


def tool_tables(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ssd_x_neglect_tools and ssd_x_neglect_tool_items.

    Some tools are opened for each child, some once for a family with a score for every child; the record of home
    conditions scores no child.
    """
    scored = _sessions(world)
    rng = world.streams("tool rows")
    grouped = scored["grouped"].to_numpy()
    # The tool of a family session belongs to its first child; otherwise each child has one.
    session, _ = by_group(scored["session"].to_numpy(), np.where(grouped, 0, scored["child"].to_numpy() + 1))
    scored = scored.assign(tool_row=session).sort_values(["tool_row", "child"], ignore_index=True)
    tools = scored.drop_duplicates("tool_row").reset_index(drop=True)
    items, worst = _items(world, scored)
    name = tools["tool"].to_numpy()
    low, high = (np.array([SCALES[tool][end] for tool in name], dtype=np.float64) for end in (0, 1))
    role = pick(rng, ROLES, len(tools))
    overall = worst.reindex(tools["tool_row"]).to_numpy()
    table = pd.DataFrame(
        {
            "negt_tool_id": ids("NT", 100_000 + tools["tool_row"].to_numpy()),
            "negt_person_id": tools["person_id"],
            "negt_family_group_id": family_ids(tools["family"].to_numpy()),
            "negt_referral_id": referral_ids(tools["episode"].to_numpy()),
            "negt_tool_name": name,
            "negt_tool_version": tools["tool"].map(VERSIONS),
            "negt_completed_date": moments(tools["on"].to_numpy()),
            "negt_completed_by_role": role,
            "negt_agency": pd.Series(role).map(AGENCIES),
            "negt_purpose": np.where(tools["turn"] == 0, "baseline", np.where(tools["last"], "closing", "repeat")),
            "negt_overall_score": overall,
            "negt_scale_min": low,
            "negt_scale_max": high,
            "negt_higher_is_worse": [SCALES[tool][2] for tool in name],
            "negt_overall_band": _bands(name, overall),
            "negt_shared_at_meeting_id": None,
            "negt_source_agency": pd.Series(role).map(AGENCIES),
            "negt_recorded_date": moments(np.minimum(tools["on"].to_numpy() + 4, world.span.as_at)),
        }
    )
    return table, items


def _bands(tool: Texts, score: Floats) -> list[str | None]:
    return [None if name == HOME else f"Grade {int(value)}" for name, value in zip(tool, score, strict=True)]


def _sessions(world: World) -> pd.DataFrame:
    """A row a child and use: session, child, person_id, family, episode, tool, on, turn, last, grouped, base grade."""
    rng = world.streams("tools")
    plans = world.plans[world.plans["end"] > world.span.window - RUN_IN].reset_index(drop=True)
    group, count = by_group(plans["round_id"].to_numpy(), plans["step"].to_numpy())
    first = pd.Series(range(len(plans))).groupby(group).first().to_numpy()
    lead = plans.iloc[first]
    neglect, cp = lead["neglect"].to_numpy(dtype=np.bool_), (lead["kind"] == CP).to_numpy()
    start = lead["start"].to_numpy()
    end = np.minimum(pd.Series(plans["end"].to_numpy()).groupby(group).max().to_numpy(), world.span.as_at)
    use = np.array([USED[(bool(one), bool(two))] for one, two in zip(neglect, cp, strict=True)])
    again = np.where(neglect, USED_AGAIN[True], USED_AGAIN[False])
    if world.planted.drifting_team is not None:
        slow = np.where(lead["team"].to_numpy() == world.planted.drifting_team, DRIFTING_TEAM_USE, 1.0)
        use, again = use * slow, again * slow
    used: Flags = rng.random(count) < use
    on = to_working_day(start + spread(rng, FIRST_USE, count))
    usual = pick(rng, {GRADED: 62, CHECKLIST: 38}, count)
    grows = np.clip((on - SCREENING_FROM) / 500, 0.0, 1.0) * 0.45 + 0.12
    tool = np.where((on >= SCREENING_FROM) & (rng.random(count) < grows), SCREENING, usual)
    base = spread_real(rng, SEVERITY, count)
    course = spread_real(rng, COURSE, count)
    grouped = (rng.random(count) < GROUPED) & (tool == CHECKLIST)
    home = rng.random(count) < WITH_HOME_RECORD
    sessions = []
    for turn in range(MOST_USES):
        live = used & (on <= end) & (on >= world.span.window - RUN_IN)
        later = to_working_day(on + spread(rng, AGAIN_AFTER, count))
        repeats = rng.random(count) < again
        last = (end < world.span.as_at) & (~repeats | (later > end))
        for kind, which in ((tool, live), (np.full(count, HOME, dtype=object), live & home)):
            sessions.append(
                pd.DataFrame(
                    {
                        "group": np.flatnonzero(which),
                        "tool": kind[which],
                        "on": on[which],
                        "turn": turn,
                        "last": last[which],
                        "grouped": (grouped | (kind == HOME))[which],
                        "base": np.clip(base + course * turn, 1.0, 5.0)[which],
                    }
                )
            )
        used &= repeats
        on = later
    made = pd.concat(sessions, ignore_index=True).sort_values(["group", "turn", "tool"], ignore_index=True)
    made.insert(0, "session", np.arange(len(made), dtype=np.int64))
    children = plans[["child", "person_id", "family", "episode", "start"]].assign(group=group)
    rows = made.merge(children.rename(columns={"start": "own_start"}), on="group")
    # A child who joined the plan later has no score from before; an unborn child has none at all.
    birth = world.birth(rows["child"].to_numpy())
    there = (birth < rows["on"]) & (rows["own_start"] <= rows["on"] + 150)
    return rows[there].sort_values(["session", "child"], ignore_index=True)


def _items(world: World, scored: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """A score per child and domain (per home for home conditions), and the worst score of each tool."""
    rng = world.streams("tool scores")
    family, child = scored["family"].to_numpy(), scored["child"].to_numpy()
    unequal = rng.random(len(world.families)) < UNEQUAL_FAMILIES
    singled = rng.random(len(world.children)) < 0.35
    own = pick(rng, {"-0.6": 9, "0": 80, "0.7": 11}, len(world.children)).astype(np.float64)
    own += np.where(unequal[world.children["family"].to_numpy()] & singled, 1.4, 0.0)
    if not world.planted.unlike_siblings:
        own[:] = 0.0
    domain_tilt = {
        name: rng.random(len(world.families)) * 1.6 - 0.8 for name in sorted({d for ds in DOMAINS.values() for d in ds})
    }
    parts = []
    for tool, domains in DOMAINS.items():
        rows = scored[(scored["tool"] == tool).to_numpy()]
        if tool == HOME:
            rows = rows.drop_duplicates("tool_row")
        at: Ints = rows.index.to_numpy()
        low, high, worse = SCALES[tool]
        for domain in domains:
            if domain == "education":
                old = years_old(world.birth(child[at]), rows["on"].to_numpy()) >= 4
                at_school, kept = at[old], rows[old]
            else:
                at_school, kept = at, rows
            grade = kept["base"].to_numpy() + domain_tilt[domain][family[at_school]]
            grade = grade + (0.0 if tool == HOME else own[child[at_school]]) + 0.5 * (rng.random(len(kept)) - 0.5)
            grade = np.clip(np.floor(grade + 0.5), 1, 5)
            score = np.floor((grade - 1) / 4 * high + 0.5) if tool == HOME else grade
            score = score if worse == "Y" else low + high - score
            parts.append(
                pd.DataFrame(
                    {
                        "tool_row": kept["tool_row"].to_numpy(),
                        "neti_domain": domain,
                        "neti_score": score,
                        "neti_child_id": None if tool == HOME else kept["person_id"].to_numpy(),
                        "neti_recorded_date": moments(np.minimum(kept["on"].to_numpy() + 4, world.span.as_at)),
                        "better": worse == "N",
                    }
                )
            )
    table = pd.concat(parts, ignore_index=True).sort_values(
        ["tool_row", "neti_child_id", "neti_domain"], ignore_index=True
    )
    signed = table["neti_score"].where(~table["better"], -table["neti_score"])
    worst = signed.groupby(table["tool_row"]).max().abs()
    items = pd.DataFrame(
        {
            "neti_item_id": ids("NI", 1_000_000 + np.arange(len(table))),
            "neti_tool_id": ids("NT", 100_000 + table["tool_row"].to_numpy()),
            "neti_domain": table["neti_domain"],
            "neti_score": table["neti_score"],
            "neti_child_id": table["neti_child_id"],
            "neti_source_agency": "Local authority",
            "neti_recorded_date": table["neti_recorded_date"],
        }
    )
    return items, worst
