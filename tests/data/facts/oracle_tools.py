"""Neglect tools beside one child's plan, and their events, from their sentences. For the oracle only."""

from datetime import date
from typing import Any

from tests.data.facts.oracle_days import elapsed_working_days, in_months, nth_working_day
from tests.data.facts.oracle_flags import tools_by
from tests.data.facts.oracle_health import plan_on
from tests.data.facts.oracle_plans import (
    Child,
    Row,
    birth,
    cin_plans,
    is_unborn,
    may_be_counted,
    neglect_found,
    own_plans,
    readable,
)

DOMAINS = ("physical", "safety", "emotional", "developmental")
COLUMNS = (
    *("tool_12m", "home_record_12m", "tool_again", "scored_tool", "score_first", "score_latest", "score_stuck"),
    *("score_change", *(f"change_{domain}" for domain in DOMAINS)),
)


def tools(child: Child, kind: str, start: date, day: date) -> dict[str, Any]:
    """What is said of tools beside a plan whose spell began on `start`."""
    if is_unborn(child, day):
        return dict.fromkeys(COLUMNS)
    a_year_ago = in_months(day, -12)
    done = tools_by(child, day)
    uses = [tool for tool in done if tool["negt_completed_date"] >= in_months(start, -3)]
    return {
        "tool_12m": int(any(tool["negt_completed_date"] >= a_year_ago for tool in done)),
        "home_record_12m": int(any(a_year_ago <= when <= day for when in home_looked_at(child))),
        "tool_again": used_again(uses, 3 if kind == "CP" else 6, day),
        **moved(child, uses),
    }


def home_looked_at(child: Child) -> list[date]:
    own = child["ssd_person"][0]["pers_person_id"]
    return [
        tool["negt_completed_date"]
        for tool in child["ssd_x_neglect_tools"]
        if "Condition of a Home" in tool["negt_tool_name"] and tool["negt_person_id"] == own
    ]


def called(tool: Row) -> str:
    return f"{tool['negt_tool_name']} {tool['negt_tool_version']}"


def used_again(uses: list[Row], months: int, day: date) -> int | None:
    """Was the last use that is old enough followed, in time, by another of the same tool?"""
    old = [tool for tool in uses if in_months(tool["negt_completed_date"], months) <= day]
    if not old:
        return None
    last = max(tool["negt_completed_date"] for tool in old)
    for tool in old:
        if tool["negt_completed_date"] == last:
            limit = in_months(last, months)
            if any(called(one) == called(tool) and last < one["negt_completed_date"] <= limit for one in uses):
                return 1
    return 0


def grade(child: Child, tool: Row, domain: str | None = None) -> int | None:
    """From 1, the best, to 5: the worst of what the child was scored, or of one domain."""
    own, found = child["ssd_person"][0]["pers_person_id"], []
    for item in child["ssd_x_neglect_tool_items"]:
        about = item["neti_child_id"] or tool["negt_person_id"]
        if item["neti_tool_id"] == tool["negt_tool_id"] and about == own and domain in (None, item["neti_domain"]):
            score = item["neti_score"]
            found.append(score if tool["negt_higher_is_worse"] == "Y" else 6 - score)
    return int(max(found)) if found else None


def moved(child: Child, uses: list[Row]) -> dict[str, Any]:
    """From the first use to the last of one tool: of those scored twice the one used last, then the first by name."""
    chosen: list[Row] = []
    for name in sorted({called(tool) for tool in uses}):
        same = [tool for tool in uses if called(tool) == name and grade(child, tool) is not None]
        later = not chosen or (same[-1:] and same[-1]["negt_completed_date"] > chosen[-1]["negt_completed_date"])
        if len(same) > 1 and later:
            chosen = same
    if not chosen:
        return dict.fromkeys(COLUMNS[3:])
    first, before, latest = chosen[0], chosen[-2], chosen[-1]
    worst = {id(tool): grade(child, tool) or 0 for tool in chosen}
    changes = {}
    for domain in DOMAINS:
        one, other = grade(child, first, domain), grade(child, latest, domain)
        changes[f"change_{domain}"] = None if one is None or other is None else one - other
    return {
        "scored_tool": called(latest),
        "score_first": worst[id(first)],
        "score_latest": worst[id(latest)],
        "score_stuck": int(worst[id(latest)] >= 4 and worst[id(before)] >= 4),
        "score_change": worst[id(first)] - worst[id(latest)],
        **changes,
    }


# --- Events ---


def tool_events(child: Child, as_at: date) -> list[dict[str, Any]]:
    found = []
    for tool in tools_by(child, as_at):
        day = tool["negt_completed_date"]
        plan = plan_on(child, day) if may_be_counted(child, day) and not is_unborn(child, day) else None
        if plan is not None:
            found.append({"kind": "tool", "event_date": day, **plan, "tool": tool["negt_tool_name"]})
    return found + first_tool(child, as_at)


def first_tool(child: Child, as_at: date) -> list[dict[str, Any]]:
    on_a_plan, found_on = neglect_known(child, as_at)
    if on_a_plan is None:
        return []
    born = birth(child)
    begun = min([on_a_plan, *found_on])
    begun = begun if born is None else max(begun, born)
    due = nth_working_day(begun, 30)
    done = min((tool["negt_completed_date"] for tool in tools_by(child, as_at)), default=None)
    from_start = None if done is None else max(done, begun)
    day = max(due if from_start is None else min(from_start, due), on_a_plan)
    if day > as_at or not may_be_counted(child, day) or is_unborn(child, day) or plan_on(child, day) is None:
        return []
    over = elapsed_working_days(begun, from_start or as_at) > 30
    about = {"trigger_date": begun, "due_date": due, "done_date": done, "plan_type": plan_on(child, day)["plan_type"]}  # type: ignore[index]
    in_time = None if done is None and not over else int(not over)
    return [{"kind": "first_tool", "event_date": day, **about, "in_time": in_time}]


def neglect_known(child: Child, as_at: date) -> tuple[date | None, list[date]]:
    """The first day the child was known to be on a plan for neglect; the days assessments found neglect."""
    found_on = []
    for row in child["ssd_cin_assessments"]:
        done = row["cina_assessment_auth_date"]
        for factors in child["ssd_assessment_factors"]:
            holds = '"16A"' in (readable(factors["cinf_assessment_factors_json"]) or "")
            its_own = factors["cinf_assessment_id"] == row["cina_assessment_id"]
            if holds and its_own and done is not None and done <= as_at:
                found_on.append(done)
    days = [plan.start for plan in own_plans(child, as_at) if plan.for_neglect()]
    for start, end in cin_plans(child, as_at):
        known = [start] if neglect_found(child, start) else [day for day in sorted(found_on) if day > start][:1]
        days += [day for day in known if end is None or day < end]
    return min(days, default=None), found_on
