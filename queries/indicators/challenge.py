"""Challenge: PC01 and PC02, the named contact, and EP01 to EP04, escalation and silence."""

import sqlalchemy as sa

from data.facts.tables import event, plan_month
from data.facts.terms import FLAGS
from queries.filters import Population
from queries.indicators.entry import EVERY_ROW, Fact, Good, Indicator, recorded, yes

_pm, _ev = plan_month.c, event.c
_COHORT = Population.NEGLECT_COHORT
_CONTACT, _ESCALATED = ("ssd_x_plan_escalation_contact",), ("ssd_x_escalations",)
_SPOKEN = (*_ESCALATED, "ssd_x_reflective_supervision", "ssd_x_flag_reviews")
_NAMED = "Review, recommendation 6"
_ROUTINE = "Review, paragraph 4.4: disagreement and challenge are routine and healthy"
_WORKS = "Review, key line of enquiry 4: does escalation work and make a difference"
_PROPOSED = "Proposed here"
# What the lists of these children show, in order.
_DUE = ("team", "age", "next_due_kind", "next_due")
_SILENT = ("spell_months", "flag_count", *FLAGS, "contact_state", *_DUE)
_WITHOUT = ("contact_state", "plan_type", "spell_months", "drifting", *_DUE)
_POLICY = (
    "By the day each escalation was to be answered; where none is recorded, within {escalation_working_days} working "
    "days, stage by stage (Sefton 2017; the partnership's own times are a local setting)."
)


def _contact(key: str, name: str, question: str, value: int, good: Good) -> Indicator:
    return Indicator(
        id="PC01",
        key=key,
        name=name,
        question=question,
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=yes(_pm.contact_named == value),
        denominator=recorded(_pm.contact_named),
        good=good,
        threshold="[N] every plan" if good is Good.UP else "[N] none",
        read_with=("contact_restated", "drift_without_challenge"),
        caveat="A name or role, and a way to reach them, in post, and named, verified or restated at a review in six "
        "months. Plans ten working days old or less have until their first core group and are left out. Whether "
        "anybody would answer is not recorded.",
        source=_NAMED,
        clause=_NAMED,
        needs=_CONTACT,
        listed=_WITHOUT,
    )


def _restated(key: str, name: str, held: "sa.ColumnElement[bool]", caveat: str, other: str) -> Indicator:
    return Indicator(
        id="PC02",
        key=key,
        name=name,
        question="Is the contact restated at every formal review?",
        unit="reviews",
        fact=Fact.EVENT,
        event_kind="formal_review",
        population=_COHORT,
        numerator=yes(held & (_ev.restated == 1)),
        denominator=yes(held),
        good=Good.UP,
        threshold="[N] every review",
        read_with=("named_contact_present", other),
        caveat=caveat,
        source=_NAMED,
        clause=_NAMED,
        needs=(*_CONTACT, "ssd_cp_reviews"),
    )


def _spoken(key: str, name: str, column: "sa.Column[int]", words: str) -> Indicator:
    return Indicator(
        id="EP03",
        key=key,
        name=name,
        question="Where a plan drifts, who has said so?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=Population.NEGLECT_CP,
        numerator=yes(_pm.drift_unchallenged.is_not(None) & (column == 1)),
        denominator=recorded(_pm.drift_unchallenged),
        eligible=yes(_pm.drift_held == 1),
        good=Good.CONTEXT,
        read_with=("drift_without_challenge",),
        caveat=f"Of plans drifting now and 28 days before: {words} since the plan began. A plan can be in several.",
        source=_PROPOSED,
        clause=_ROUTINE,
        needs=_SPOKEN,
        settings=("drifting_flags",),
        listed=_SILENT,
    )


CHALLENGE: tuple[Indicator, ...] = (
    Indicator(
        id="EP03",
        key="drift_without_challenge",
        name="Drifting plans that nobody has challenged",
        question="Where a plan drifts, has anybody said so?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=Population.NEGLECT_CP,
        numerator=_pm.drift_unchallenged,
        denominator=recorded(_pm.drift_unchallenged),
        eligible=yes(_pm.drift_held == 1),
        good=Good.DOWN,
        threshold="[P] none",
        read_with=("escalations_per_100_plans", "drifting"),
        caveat="Of plans drifting now and 28 days before: since the plan began no escalation, no reflective "
        "supervision of the child or family, no challenge recorded, no mid-point review by the chair. A word at a "
        "meeting that nobody wrote down is not seen.",
        source=_PROPOSED,
        clause=_ROUTINE,
        needs=_SPOKEN,
        settings=("drifting_flags", "long_plan_months"),
        listed=_SILENT,
    ),
    _spoken("drift_escalated", "Drifting plans that were escalated", _pm.challenge_escalation, "an escalation raised"),
    _spoken(
        "drift_supervised",
        "Drifting plans taken to reflective supervision",
        _pm.challenge_session,
        "a reflective session on the child or the family",
    ),
    _spoken("drift_questioned", "Drifting plans with a challenge recorded", _pm.challenge_note, "a challenge recorded"),
    _spoken(
        "drift_midpoint",
        "Drifting plans with a mid-point review",
        _pm.challenge_midpoint,
        "a mid-point review by the chair",
    ),
    Indicator(
        id="EP01",
        key="escalations_per_100_plans",
        name="Escalations for every 100 plans",
        question="How often is a plan escalated?",
        unit="plans",
        fact=Fact.EVENT,
        event_kind="plan_quarter",
        spans_quarter=True,
        population=_COHORT,
        numerator=_ev.escalations,
        denominator=EVERY_ROW,
        good=Good.CONTEXT,
        read_with=("drift_without_challenge", "escalation_outcome"),
        caveat="Escalations raised in the three months to the month-end, for every 100 children on a plan at any "
        "time in them. Very few and very many both need reading: few can be silence. Often one child's escalation "
        "stands for brothers and sisters too. Disagreement at a conference is not among them.",
        source=_PROPOSED,
        clause=_WORKS,
        needs=_ESCALATED,
    ),
    Indicator(
        id="EP01",
        key="escalations_open_late",
        name="Escalations still open past their date",
        question="Which escalations are waiting for an answer?",
        unit="escalations",
        fact=Fact.EVENT,
        event_kind="escalation",
        population=_COHORT,
        numerator=_ev.open_late,
        denominator=EVERY_ROW,
        good=Good.DOWN,
        threshold="[P] none",
        read_with=("escalation_in_timescale",),
        caveat=f"Of escalations raised in the period. {_POLICY}",
        source=_PROPOSED,
        clause=_WORKS,
        needs=_ESCALATED,
        settings=("escalation_working_days",),
    ),
    Indicator(
        id="EP02",
        key="escalation_in_timescale",
        name="Escalations answered in time",
        question="Are escalations answered in time?",
        unit="escalations",
        fact=Fact.EVENT,
        event_kind="escalation_closed",
        population=_COHORT,
        numerator=_ev.in_time,
        denominator=recorded(_ev.in_time),
        good=Good.UP,
        threshold="[L] the escalation policy's own times",
        read_with=("escalations_open_late", "escalation_outcome"),
        caveat=f"Of those closed: one still open past its date is not among them, and stands beside. {_POLICY}",
        source="Local escalation policy; published example: Sefton 2017",
        clause=_WORKS,
        needs=_ESCALATED,
        settings=("escalation_working_days",),
    ),
    Indicator(
        id="EP04",
        key="escalation_outcome",
        name="Escalations that changed the plan",
        question="Does escalating change anything for the child?",
        unit="escalations",
        fact=Fact.EVENT,
        event_kind="escalation_closed",
        population=_COHORT,
        numerator=_ev.plan_changed,
        denominator=recorded(_ev.plan_changed),
        good=Good.UP,
        threshold="[P] more, with the reasons for no change read",
        read_with=("escalation_in_timescale", "escalations_per_100_plans"),
        caveat="Agreed, in whole or in part, of those closed with an outcome recorded. Overruled and withdrawn count "
        "as no change. What children and families saw of it is not recorded.",
        source=_PROPOSED,
        clause="Review, recommendation 5",
        needs=_ESCALATED,
    ),
    _contact(
        "named_contact_present",
        "Plans with a named contact for escalation",
        "Does every plan say whom to turn to when it drifts?",
        1,
        Good.UP,
    ),
    _contact(
        "named_contact_missing",
        "Plans without a named contact in date",
        "Which plans do not say whom to turn to?",
        0,
        Good.DOWN,
    ),
    _restated(
        "contact_restated",
        "Reviews that restate the named contact",
        _ev.restated.is_not(None),
        "Review conferences, and reviews of child in need plans, of children on such a plan the day before.",
        "contact_restated_cp",
    ),
    _restated(
        "contact_restated_cp",
        "Review conferences that restate the named contact",
        _ev.restated.is_not(None) & (_ev.plan_type == "CP"),
        "Of child protection plans alone: reviews of child in need plans are far more often held.",
        "contact_restated",
    ),
)
