"""RS02, drifting plans brought to reflective supervision; AT05, parents' capacity to care apart from that to change."""

import sqlalchemy as sa

from data.facts.tables import plan_month
from data.facts.terms import FLAGS
from queries.filters import Population
from queries.indicators.entry import Fact, Good, Indicator, recorded, yes

_pm = plan_month.c
_STUCK = "Review, paragraph 4.1 and recommendation 7: pause and reflect together when stuck"
_APART = "Review, paragraph 4.2: capacity to care and capacity to change are different tasks"
_PROPOSED = "Proposed here"
_DRIFTING = _pm.drifting == 1
_LISTED = ("spell_months", "flag_count", *FLAGS, "team", "age", "next_due_kind", "next_due")
_RATED = ("capacity_12m", "motivation_12m", "plan_type", "spell_months", "team", "age", "next_due_kind", "next_due")


def _covered(key: str, name: str, question: str, value: int, good: Good) -> Indicator:
    return Indicator(
        id="RS02",
        key=key,
        name=name,
        question=question,
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=Population.NEGLECT_CP,
        numerator=yes(_DRIFTING & (_pm.supervised_90d == value)),
        denominator=yes(_DRIFTING & _pm.supervised_90d.is_not(None)),
        eligible=yes(_DRIFTING),
        good=good,
        threshold="[P] every one" if good is Good.UP else "[P] none",
        read_with=("moved_after", "drift_without_challenge"),
        caveat="The child or its family was brought to a session in the 90 days to the day. A session of a whole team "
        "names no child and is not seen. Not said of days before 90 days of sessions are held.",
        source=_PROPOSED,
        clause=_STUCK,
        needs=("ssd_x_reflective_supervision",),
        settings=("drifting_flags",),
        listed=_LISTED,
    )


def _analysed(key: str, name: str, question: str, held: "sa.ColumnElement[bool]", good: Good) -> Indicator:
    known = recorded(_pm.capacity_12m)
    return Indicator(
        id="AT05",
        key=key,
        name=name,
        question=question,
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=Population.NEGLECT_COHORT,
        numerator=yes(_pm.capacity_12m.is_not(None) & held),
        denominator=known,
        good=good,
        threshold="[P] every child" if good is Good.UP else "",
        read_with=("both_analysed",) if key != "both_analysed" else ("capacity_analysed", "motivation_analysed"),
        caveat="A rating of a parent recorded for the child in twelve months. That it was rated does not say how well "
        "it was thought about, nor what support a parent needs to change.",
        source=_PROPOSED,
        clause=_APART,
        needs=("ssd_x_parenting_capacity",),
        listed=_RATED,
    )


SUPERVISION: tuple[Indicator, ...] = (
    _covered(
        "drift_case_covered",
        "Drifting plans brought to supervision in 90 days",
        "Do stuck cases get a reflective session?",
        1,
        Good.UP,
    ),
    _covered(
        "drift_not_covered",
        "Drifting plans not brought to supervision in 90 days",
        "Which stuck cases have had no session?",
        0,
        Good.DOWN,
    ),
    Indicator(
        id="RS02",
        key="moved_after",
        name="Plans with fewer flags 90 days after a session",
        question="After a session, does anything move?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=Population.NEGLECT_CP,
        numerator=_pm.moved_since_session,
        denominator=recorded(_pm.moved_since_session),
        eligible=recorded(_pm.moved_since_session),
        good=Good.UP,
        threshold="[P] more",
        read_with=("drift_case_covered", "drifting"),
        caveat="Of plans open now that drifted 90 days ago and had been brought to a session in the 90 days to then. "
        "Flags fall for many reasons: this does not say that the session did it. Plans that ended since are not in it.",
        source=_PROPOSED,
        clause=_STUCK,
        needs=("ssd_x_reflective_supervision",),
        settings=("drifting_flags",),
        listed=_LISTED,
    ),
    _analysed(
        "both_analysed",
        "Children whose parents' capacity and motivation are both rated",
        "Is capacity to care judged apart from capacity to change?",
        (_pm.capacity_12m == 1) & (_pm.motivation_12m == 1),
        Good.UP,
    ),
    _analysed(
        "capacity_analysed",
        "Children for whom a parent's capacity to care is rated",
        "Is capacity to care judged?",
        _pm.capacity_12m == 1,
        Good.CONTEXT,
    ),
    _analysed(
        "motivation_analysed",
        "Children for whom a parent's motivation to change is rated",
        "Is capacity to change judged?",
        _pm.motivation_12m == 1,
        Good.CONTEXT,
    ),
)
