"""A slow, plain second reading of the rules: what is true of one child on one day. Tests hold the facts against it.

Nothing here is shared with the product and nothing is clever: one child, one day, loops and comparisons, so that each
rule can be read beside its sentence. What the oracle takes from its caller it takes as plain rows (see oracle_plans).
"""

from datetime import date
from typing import Any

from tests.data.facts.oracle_challenge import after_a_session, contact, silence
from tests.data.facts.oracle_days import elapsed_working_days, in_months, whole_months
from tests.data.facts.oracle_flags import (
    actions_of_plan,
    closing_day,
    first_date,
    flags,
    is_closed,
    is_redated,
    legal_planning,
    repeats,
    review_chain,
    visit_clock_starts,
    visit_due,
    visits_seen,
)
from tests.data.facts.oracle_health import health_and_school
from tests.data.facts.oracle_plans import (
    Child,
    Plan,
    Spell,
    birth,
    cin_plans,
    cin_spells,
    factors_on,
    is_neglect,
    is_unborn,
    may_be_counted,
    neglect_found,
    normal_category,
    own_plans,
    spells,
)
from tests.data.facts.oracle_tools import tools

VISIT_WORKING_DAYS = 15
AGE_BANDS = ((1, "Under 1"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15"), (18, "16 to 17"))
STRENGTH = ("diagnosed", "on pathway", "suspected")
SHOWN = {"diagnosed": "Diagnosed", "on pathway": "On a pathway", "suspected": "Suspected"}


def plan_month(child: Child, day: date, as_at: date) -> dict[str, Any] | None:
    """The child's row of plan_month on the day; None where there is none. `as_at`: the day the records speak of."""
    if not may_be_counted(child, day):
        return None
    plans = own_plans(child, day)
    if any(plan.end is None for plan in plans):
        return {**who(child, day), **on_child_protection(child, plans, day, as_at), **health_and_school(child, day)}
    open_cin = [(start, end) for start, end in cin_spells(cin_plans(child, day)) if end is None]
    if open_cin and neglect_found(child, day):
        return {**who(child, day), **in_need(child, open_cin[0][0], day, as_at), **health_and_school(child, day)}
    return None


def on_child_protection(child: Child, plans: list[Plan], day: date, as_at: date) -> dict[str, Any]:
    spell = [spell for spell in spells(plans) if spell.end is None][-1]
    plan = [plan for plan in plans if plan.end is None][-1]
    chain, review_due = review_chain(child, spell, day)
    late = any(held > due for held, due in chain) or review_due < day
    raised = flags(child, spell, day, as_at)
    drifting = sum(flag or 0 for flag in raised.values()) >= 2
    return {
        "plan_type": "CP",
        "category_initial": normal_category(plan.initial),
        "category_latest": normal_category(plan.latest),
        "neglect_initial": is_neglect(plan.initial),
        "neglect_latest": is_neglect(plan.latest),
        "neglect_cin": 0,
        "plan_start": plan.start,
        "spell_joined": 1 if spell.joined else 0,
        **clock(child, spell.start, day),
        "repeat_24m": repeats(child, spell, 24),
        "reviews_all_in_time": (0 if late else 1) if in_months(spell.start, 3) <= day else None,
        "review_due": review_due,
        "visit_due": visit_due(child, spell, day),
        "seen_in_time": seen_in_time(child, spell, day),
        **actions(child, "CP", [(plan.plan_id, plan.start) for plan in spell.plans], day, as_at),
        "legal_planning": legal_planning(child, spell, day),
        **raised,
        "drifting": 1 if drifting else 0,
        **contact(child, "CP", [(plan.plan_id, plan.start) for plan in spell.plans], plan.start, day),
        **silence(child, spell, day, as_at, drifting=drifting),
        **tools(child, "CP", spell.start, day),
        **after_a_session(child, spell, day, as_at),
    }


def seen_in_time(child: Child, spell: Spell, day: date) -> int | None:
    """Seen within 15 working days. Unborn: not asked. Nobody seen yet, but inside the first interval: waits."""
    if is_unborn(child, day):
        return None
    seen = visits_seen(child, spell, day)
    since = seen[-1] if seen else visit_clock_starts(child, spell)
    in_time = elapsed_working_days(since, day) <= VISIT_WORKING_DAYS
    if in_time and not seen:
        return None
    return int(in_time)


def in_need(child: Child, start: date, day: date, as_at: date) -> dict[str, Any]:
    """On a child in need plan for neglect; the clock starts with the plan."""
    ours = []
    for row in child["ssd_cin_plans"]:
        if start <= row["cinp_cin_plan_start_date"] <= day:
            ours.append((row["cinp_cin_plan_id"], row["cinp_cin_plan_start_date"]))
    return {
        "plan_type": "CIN",
        "neglect_initial": 0,
        "neglect_latest": 0,
        "neglect_cin": 1,
        **clock(child, start, day),
        **actions(child, "CIN", ours, day, as_at),
        **contact(child, "CIN", ours, max(begun for _, begun in ours), day),
        **tools(child, "CIN", start, day),
        **after_a_session(child, None, day, day),
    }


def clock(child: Child, start: date, day: date) -> dict[str, Any]:
    days = (day - start).days
    if day <= in_months(start, 3):
        band = "3 months or less"
    elif day <= in_months(start, 6):
        band = "3 to 6 months"
    elif day < in_months(start, 12):
        band = "6 months to 1 year"
    elif days < 730:
        band = "1 to 2 years"
    else:
        band = "2 years or more"
    return {
        "spell_start": start,
        "spell_days": days,
        "spell_months": whole_months(start, day),
        "duration_band": band,
        "cumulative_days": cumulative_days(child, day),
        "moves_24m": moves(child, day),
    }


def cumulative_days(child: Child, day: date) -> int:
    """Days on any plan since the first plan for neglect; 0 where there has been none."""
    starts = [plan.start for plan in own_plans(child, day) if plan.for_neglect()]
    starts += [start for start, end in cin_plans(child, day) if was_for_neglect(child, start, end, day)]
    if not starts:
        return 0
    periods = [(plan.start, plan.end or day) for plan in own_plans(child, day)]
    periods += [(start, end or day) for start, end in cin_plans(child, day)]
    on_plan = set()
    for start, end in periods:
        for number in range(max(start, min(starts)).toordinal(), end.toordinal()):
            on_plan.add(number)
    return len(on_plan)


def was_for_neglect(child: Child, start: date, end: date | None, day: date) -> bool:
    """Whether the child in need plan was for neglect on some day of it, up to the day."""
    days = [start]
    for row in child["ssd_cin_assessments"]:
        done = row["cina_assessment_auth_date"]
        if done is not None and start <= done <= day and (end is None or done < end):
            days.append(done)
    return any(neglect_found(child, when) for when in days)


def moves(child: Child, day: date) -> int:
    """Times the child went from one kind of plan to the other in the 24 months to the day.

    On both counts as child protection. Off every plan for more than 28 days, the next plan is a new start, not a move.
    """
    cp = [(spell.start, spell.end) for spell in spells(own_plans(child, day))]
    cin = cin_spells(cin_plans(child, day))
    changes = sorted({when for period in cp + cin for when in period if when is not None})
    count = 0
    status, left = None, None
    for when in changes:
        now = "CP" if _runs(cp, when) else "CIN" if _runs(cin, when) else None
        if now is None:
            left = left or when
            continue
        near = left is None or (when - left).days <= 28
        if status is not None and now != status and near and in_months(when, 24) >= day:
            count += 1
        status, left = now, None
    return count


def _runs(periods: list[tuple[date, date | None]], day: date) -> bool:
    return any(start <= day and (end is None or day < end) for start, end in periods)


def actions(
    child: Child, plan_type: str, plans: list[tuple[str, date]], day: date, as_at: date
) -> dict[str, int | date | None]:
    due = overdue = not_met = redated = 0
    closed = None
    for action in actions_of_plan(child, plan_type, plans, day):
        first = first_date(action)
        when = closing_day(action, as_at)
        if when is not None and when <= day:
            closed = max(closed or when, when)
        redated += is_redated(action, day, as_at)
        if first is None or first > day:
            continue
        due += 1
        if is_closed(action, day):
            not_met += action["pact_status"] == "not met"
        elif first < day:
            overdue += 1
    counts = {"actions_due": due, "actions_overdue": overdue, "actions_not_met": not_met, "actions_redated": redated}
    return {**counts, "action_closed": closed}


def who(child: Child, day: date) -> dict[str, Any]:
    """Age, neurodivergence, special needs and the disadvantages that can be said."""
    born = birth(child)
    age = None if born is None or born > day else whole_months(born, day) // 12
    if is_unborn(child, day):
        band = "Unborn"
    elif age is None:
        band = "Not recorded"
    else:
        band = next(name for limit, name in AGE_BANDS if age < limit)
    neuro, sen = neurodivergence(child, day), special_needs(child, day)
    return {"age": age, "age_band": band, "neurodivergence": neuro, "sen": sen, **disadvantages(child, neuro, sen, day)}


def neurodivergence(child: Child, day: date) -> str:
    """The strongest status wins. AUT is a diagnosis; BEH, LD and COMM alone prove nothing."""
    codes = {row["disa_disability_code"] for row in child["ssd_disability"]}
    held = {"diagnosed"} if "AUT" in codes else set()
    for row in child["ssd_x_neurodiversity"]:
        if row["neur_status_date"] is None or row["neur_status_date"] <= day:
            held.add(row["neur_status"])
    for status in STRENGTH:
        if status in held:
            return SHOWN[status]
    return "Disability recorded" if codes & {"BEH", "LD", "COMM"} else "Not recorded"


def special_needs(child: Child, day: date) -> str:
    """A plan on the system, else the provision last recorded by the day."""
    if child["ssd_person"][0]["pers_send_flag"] == "Y":
        return "EHC plan"
    recorded = []
    for row in child["ssd_x_neurodiversity"]:
        when = row["neur_status_date"] or date.min
        if row["neur_sen_provision"] is not None and when <= day:
            recorded.append((when, row["neur_sen_provision"]))
    return {"E": "EHC plan", "K": "SEN support", "N": "None"}[max(recorded)[1]] if recorded else "Not recorded"


def disadvantages(child: Child, neuro: str, sen: str, day: date) -> dict[str, int | None]:
    """1 yes, 0 no, None not recorded. What is recorded only where it is so can be 1 or not recorded."""
    factors = factors_on(child, day)

    def factor(*codes: str) -> int | None:
        return None if factors is None else int(any(f'"{code}"' in factors for code in codes))

    now = set()
    for row in child["ssd_x_disadvantage"]:
        begun, over = row["disv_from_date"], row["disv_to_date"]
        if (begun is None or begun <= day) and (over is None or over > day):
            now.add(row["disv_type"])
    referred = [row for row in child["ssd_cin_episodes"] if row["cine_referral_date"] <= day]
    referred.sort(key=lambda row: row["cine_referral_date"])
    poor = bool(referred) and referred[-1]["cine_cin_primary_need_code"] == "N7"
    group = child["ssd_person"][0]["pers_ethnicity"]
    known = sen != "Not recorded"
    send = sen in ("EHC plan", "SEN support") or neuro in SHOWN.values()
    return {
        "low_income": 1 if poor or "free school meals" in now else None,
        "housing_need": 1 if now & {"temporary accommodation", "overcrowded housing"} else None,
        "parent_domestic_abuse": factor("3B"),
        "parent_mental_health": factor("4B"),
        "parent_alcohol_drugs": factor("1B", "2B"),
        "parent_learning_disability": factor("5B"),
        "parent_illness_disability": factor("6B"),
        "child_send": 1 if send else (0 if known else None),
        "minoritised_ethnicity": None if group in (None, "REFU", "NOBT") else int(group != "WBRI"),
        "language_barrier": 1 if "translated interview" in now else None,
        "recent_move": 1 if "recent move between authorities" in now else None,
    }
