"""Events of neglect tools: the first for each child, counted from when neglect was first recorded, and every use."""

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, working_days_between, working_days_later
from data.facts.event_rows import events, within, yes
from data.facts.months import PlanMonths
from data.facts.tools import TABLE

_AUTHOR = ["family", "day", "tool", "role", "agency"]
# Of one domain alone, two children often score the same.
FEWEST_DOMAINS = 2


def first_tools(facts: PlanMonths) -> pd.DataFrame:
    """Every child once: how soon a neglect tool was first completed (AT02).

    The clock starts when neglect was first recorded: an assessment with factor 16A completed, or a plan for neglect
    begun; for a child not born then, at birth. days: working days to the first tool there is, 0 where it came before.
    Counted on the day it was completed or due, whichever came first, but not before the child was on such a plan.
    in_time: NULL while it waits, and where the feed does not tell of that day.
    """
    people, known = facts.people, facts.first_for_neglect[0]
    who = np.arange(len(facts.records.persons))
    always = np.full(len(who), -NO_DAY)
    on_a_plan = known.next_day(who, always)
    recorded = np.minimum(on_a_plan, people.first_factor(who, always, "16A"))
    born = people.born[who]
    begun = np.where((recorded < NO_DAY) & (born < NO_DAY), np.maximum(recorded, born), recorded)
    done = facts.tools.line.next_day(who, always)
    limit = facts.practice.first_tool_working_days
    due = working_days_later(begun, limit)
    counted_from = np.maximum(np.minimum(np.maximum(done, begun), due), on_a_plan)
    plan = facts.on_plan(who, np.minimum(counted_from, NO_DAY - 1))
    kept = plan["plan_type"].notna().to_numpy(dtype=bool) & (counted_from < NO_DAY)
    kept &= ~people.unborn(who, counted_from)
    who, begun, due, done, day = who[kept], begun[kept], due[kept], done[kept], counted_from[kept]
    plan = plan[kept].reset_index(drop=True)
    from_start = np.where(done < NO_DAY, np.maximum(done, begun), NO_DAY)
    return events(
        who,
        day,
        kind="first_tool",
        trigger=begun,
        due=due,
        done=done,
        days=working_days_between(begun, from_start),
        in_time=within(begun, from_start, limit, facts).where(facts.tools.told(begun, begun)),
        **{name: plan[name] for name in plan.columns},
    )


def tool_uses(facts: PlanMonths) -> pd.DataFrame:
    """Every neglect tool completed for a child on a plan, on that day: which, by which agency, and whether its scores
    are a brother's or sister's to the last domain (`scores_copied`; NULL where no other child was scored with it)."""
    used = _completed_by(facts)
    who, day = (used[name].to_numpy(dtype=np.int64) for name in ("person", "day"))
    plan = facts.on_plan(who, day)
    kept = plan["plan_type"].notna().to_numpy(dtype=bool) & ~facts.people.unborn(who, day)
    copied = _copied(used)[kept].reset_index(drop=True)
    used, plan = used[kept].reset_index(drop=True), plan[kept].reset_index(drop=True)
    return events(
        who[kept],
        day[kept],
        kind="tool",
        done=day[kept],
        tool=used["tool_name"],
        agency=used["agency"],
        scores_copied=copied,
        **{name: plan[name] for name in plan.columns},
    )


def _completed_by(facts: PlanMonths) -> pd.DataFrame:
    """Every use of `Tools.used`, in order, with tool_name, role, agency, family and scores. family: the tool's own,
    else the child's; scores: every domain and score in a row, where there are two or more."""
    family = facts.records["ssd_family"]
    used = facts.tools.used.merge(facts.records[TABLE], left_on="id", right_on="negt_tool_id", how="left")
    child = pd.Series(facts.records.persons.to_numpy()[used["person"]])
    own = family.dropna().drop_duplicates("fami_person_id").set_index("fami_person_id")["fami_family_id"]
    return used.assign(
        tool_name=used["negt_tool_name"],
        role=used["negt_completed_by_role"],
        agency=used["negt_agency"],
        family=used["negt_family_group_id"].fillna(child.map(own)),
        scores=pd.MultiIndex.from_arrays([used["id"], child]).map(_in_a_row(facts.signals.scores).to_dict()),
    )


def _in_a_row(scores: pd.DataFrame) -> "pd.Series[str]":
    """By (tool id, child): every domain with its score, as text, where there are two or more."""
    domain = scores["neti_domain"].fillna("").str.strip().str.lower()
    said = domain + "=" + scores["neti_score"].astype(str)
    every = pd.DataFrame({"id": scores["negt_tool_id"], "child": scores["child"], "domain": domain, "said": said})
    every = every[scores["neti_score"].notna()].drop_duplicates(["id", "child", "domain"]).sort_values("domain")
    by_use = every.groupby(["id", "child"])["said"]
    whole: pd.Series[str] = by_use.agg(";".join)[by_use.size() >= FEWEST_DOMAINS]
    return whole


def _copied(used: pd.DataFrame) -> pd.Series:
    """1 where another child of the family, scored that day with the same tool by the same role of the same agency, has
    every score alike; 0 where there is another child and none has; NULL where there is none."""
    scored = used[used["scores"].notna() & used["family"].notna()]
    others = scored.groupby(_AUTHOR, dropna=False)["person"].transform("size") - 1
    alike = scored.groupby([*_AUTHOR, "scores"], dropna=False)["person"].transform("size") - 1
    return yes(alike > 0).set_axis(scored.index).where(others > 0).reindex(used.index).astype("Int8")
