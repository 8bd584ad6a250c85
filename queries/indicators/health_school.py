"""Health and school: ME01 to ME05, and how much of each child's record they rest on."""

import sqlalchemy as sa

from data.facts.actions import THEMES
from data.facts.tables import event, plan_month
from queries.filters import Population
from queries.indicators.entry import EVERY_ROW, Fact, Good, Indicator, recorded, yes

_pm, _ev = plan_month.c, event.c
_COHORT = Population.NEGLECT_COHORT
_HEALTH, _SCHOOL, _ACTIONS = ("ssd_x_health_appointments",), ("ssd_x_school_attendance",), ("ssd_x_plan_actions",)
_RESPONSES = (*_ACTIONS, "ssd_x_escalations")
_WEIGH = "Review, paragraph 4.1: weigh medical and educational neglect equally with physical"
_QUICKLY = "Review, reflective question 2"
_LAIT = "Department for Education, Local Authority Interactive Tool definitions"
_CODES = "NHS attendance codes; Royal College of General Practitioners, child safeguarding"
# What the lists of these children show, in order.
_SIGNALS = (
    *("two_signals_since", "signal_not_brought", "signal_low_attendance", "signal_not_seen"),
    *("medical_action", "educational_action", "schooling", "team", "age", "plan_type", "spell_months"),
)
_WEIGHTS = (
    *("missed_any_6m", "medical_action", "persistent_absence", "educational_action", "physical_signal"),
    *("physical_action", "schooling", "team", "age", "plan_type", "spell_months"),
)
_DUE = (
    "Due: seen, too late, not brought, or cancelled by or for the patient. Cancelled by the service is neither due nor "
    "missed."
)
_KNOWN = "Of children for whom an appointment fell due in twelve months: no record is not good health."


def _of_appointments(
    key: str, name: str, question: str, column: "sa.Column[int]", good: Good, caveat: str
) -> Indicator:
    other = "cancelled_by_family" if key == "wnb_rate" else "wnb_rate"
    return Indicator(
        id="ME01",
        key=key,
        name=name,
        question=question,
        unit="appointments",
        fact=Fact.EVENT,
        event_kind="appointment",
        population=_COHORT,
        numerator=column,
        denominator=recorded(column),
        good=good,
        read_with=(other,),
        caveat=f"{caveat} {_DUE}",
        source=_CODES,
        clause=_WEIGH,
        needs=_HEALTH,
    )


def _missed(key: str, name: str, column: "sa.Column[int]", threshold: str) -> Indicator:
    return Indicator(
        id="ME01",
        key=key,
        name=name,
        question="Which children are not brought to their health appointments?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=column,
        denominator=recorded(column),
        good=Good.DOWN,
        threshold=threshold,
        read_with=("cancelled_by_family", "health_record_known"),
        caveat=_KNOWN,
        source=_CODES,
        clause=_WEIGH,
        needs=_HEALTH,
    )


def _absence(key: str, name: str, column: "sa.Column[int]", share: str) -> Indicator:
    return Indicator(
        id="ME03",
        key=key,
        name=name,
        question="Which children miss school?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=column,
        denominator=recorded(column),
        eligible=yes(_pm.school_age == 1),
        good=Good.DOWN,
        threshold=f"[N] {share} of own possible sessions or more",
        read_with=("attendance_matched",),
        caveat="Over the school year so far, so early in the autumn it rests on one half-term. Aged 5 to 15 on "
        "31 August. Children taught at home or on no roll have no sessions to miss: they are told apart.",
        source=_LAIT,
        clause=_WEIGH,
        needs=_SCHOOL,
    )


def _weight(
    neglect: str, signal: "sa.Column[int]", action: "sa.Column[int]", what: str, needs: tuple[str, ...]
) -> Indicator:
    words = ", ".join(THEMES[neglect].split("|"))
    others = [name for name in THEMES if name != neglect]
    return Indicator(
        id="ME04",
        key=f"equal_weight_{neglect}",
        name=f"{neglect.capitalize()} neglect that the plan acts on",
        question=f"Where {neglect} neglect shows, does the plan act on it?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=yes((signal == 1) & (action == 1)),
        denominator=yes((signal == 1) & action.is_not(None)),
        eligible=yes(signal == 1),
        good=Good.UP,
        threshold="[P] equal weight",
        read_with=tuple(f"equal_weight_{name}" for name in others),
        caveat=f"Shows: {what}. Acts: a live action of the plan, dated and owned, with one of these in its theme: "
        f"{words}; not a parent's.",
        source="Proposed here, from the Review's paragraph 4.1",
        clause=_WEIGH,
        needs=needs,
        listed=_WEIGHTS,
    )


HEALTH_SCHOOL: tuple[Indicator, ...] = (
    _of_appointments(
        "wnb_rate",
        "Appointments to which the child was not brought",
        "How often are children not brought to health appointments?",
        _ev.missed,
        Good.DOWN,
        "Appointments while on a plan for neglect.",
    ),
    _of_appointments(
        "cancelled_by_family",
        "Appointments cancelled by or for the family",
        "Are missed appointments being written down as cancelled?",
        _ev.cancelled,
        Good.CONTEXT,
        "Not counted as missed unless marked so by the local rule.",
    ),
    _missed(
        "wnb_1plus",
        "Children not brought once or more in six months",
        _pm.missed_any_6m,
        "[L] for a child on a plan for neglect the first miss is the trigger",
    ),
    _missed(
        "wnb_2plus",
        "Children not brought twice or more in six months",
        _pm.missed_2plus_6m,
        "[P] two in six months",
    ),
    Indicator(
        id="ME01",
        key="health_record_known",
        name="Children with a health record",
        question="For how many children would a missed appointment be seen at all?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.health_known,
        denominator=recorded(_pm.health_known),
        good=Good.CONTEXT,
        caveat="A health appointment fell due in the twelve months to the day. Not recorded before the feed began.",
        source="Proposed here",
        clause=_WEIGH,
        needs=_HEALTH,
    ),
    Indicator(
        id="ME02",
        key="wnb_response_5wd",
        name="Missed appointments answered within {wnb_response_working_days} working days",
        question="When a child is not brought, does anybody act, and how soon?",
        unit="missed appointments",
        fact=Fact.EVENT,
        event_kind="appointment",
        population=_COHORT,
        numerator=_ev.in_time,
        denominator=recorded(_ev.in_time),
        eligible=yes(_ev.missed == 1),
        good=Good.UP,
        threshold="[P] {wnb_response_working_days} working days",
        read_with=("wnb_rate",),
        caveat="A response: the appointment followed up by health, or an action agreed, an escalation or a section 47 "
        "enquiry of the child, whatever it was about; so at most so many were answered. Younger misses wait.",
        source="Proposed here",
        clause=_QUICKLY,
        needs=(*_HEALTH, *_RESPONSES),
        settings=("wnb_response_working_days",),
    ),
    _absence("persistent_absence", "Children persistently absent", _pm.persistent_absence, "a tenth"),
    _absence("severe_absence", "Children severely absent", _pm.severe_absence, "half"),
    Indicator(
        id="ME03",
        key="unauthorised_absence",
        name="Sessions missed without leave",
        question="How much school is missed without leave?",
        unit="sessions",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.sessions_unauthorised,
        denominator=_pm.sessions_possible,
        eligible=_pm.sessions_possible,
        good=Good.DOWN,
        read_with=("persistent_absence", "attendance_matched"),
        caveat="Half days, over the school year so far, of children whose sessions are found; aged 5 to 15.",
        source=_LAIT,
        clause=_WEIGH,
        needs=_SCHOOL,
    ),
    Indicator(
        id="ME03",
        key="attendance_matched",
        name="School-age children whose sessions are found",
        question="For how many children would absence be seen at all?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.attendance_known,
        denominator=recorded(_pm.attendance_known),
        eligible=yes(_pm.school_age == 1),
        good=Good.CONTEXT,
        caveat="Until the first half-term of a school year has ended it is not recorded.",
        source="Proposed here",
        clause=_WEIGH,
        needs=_SCHOOL,
    ),
    Indicator(
        id="ME04",
        key="equal_weight",
        name="Medical and educational neglect that the plan acts on",
        question="Where health or school shows neglect, does the plan act on it?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.signals_acted_on,
        denominator=recorded(_pm.signals_acted_on),
        eligible=yes(sa.or_(_pm.missed_any_6m == 1, _pm.persistent_absence == 1)),
        good=Good.UP,
        threshold="[P] equal weight",
        read_with=("equal_weight_physical", "health_record_known", "attendance_matched"),
        caveat="Of children not brought once or more in six months, or persistently absent. The plan must act on each "
        "that shows. Teeth and immunisations count as far as missed appointments tell of them.",
        source="Proposed here, from the Review's paragraph 4.1",
        clause=_WEIGH,
        needs=(*_HEALTH, *_SCHOOL, *_ACTIONS),
        listed=_WEIGHTS,
    ),
    _weight(
        "medical",
        _pm.missed_any_6m,
        _pm.medical_action,
        "not brought to a health appointment in six months",
        (*_HEALTH, *_ACTIONS),
    ),
    _weight(
        "educational",
        _pm.persistent_absence,
        _pm.educational_action,
        "persistently absent this school year",
        (*_SCHOOL, *_ACTIONS),
    ),
    _weight(
        "physical",
        _pm.physical_signal,
        _pm.physical_action,
        "physical care at grade 4 to 5 of 5 on the latest neglect tool that grades it, in twelve months",
        ("ssd_x_neglect_tools", *_ACTIONS),
    ),
    Indicator(
        id="ME04",
        key="physical_care_graded",
        name="Children whose physical care is graded",
        question="For how many children would poor physical care be seen at all?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=recorded(_pm.physical_signal),
        denominator=EVERY_ROW,
        good=Good.CONTEXT,
        caveat="By a neglect tool that grades physical care, in the twelve months to the day.",
        source="Proposed here",
        clause=_WEIGH,
        needs=("ssd_x_neglect_tools",),
    ),
    Indicator(
        id="ME05",
        key="two_signals",
        name="Children with two or more signals",
        question="For which children do health, school and visits point the same way?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.two_signals,
        denominator=recorded(_pm.two_signals),
        good=Good.DOWN,
        threshold="[P] two or more of three",
        read_with=("triple_signal",),
        caveat="Of: not brought in {signal_days} days; attendance under {signal_attendance:.0%} in the last half-term; "
        "in {signal_days} days a visit with the child not seen, or a core group the parents missed. Only children of "
        "whom two or more of the three are recorded. Signals are not a risk score.",
        source="Proposed here",
        clause=_QUICKLY,
        needs=(*_HEALTH, *_SCHOOL),
        settings=("signal_days", "signal_attendance"),
        listed=("signals_unanswered", *_SIGNALS),
    ),
    Indicator(
        id="ME05",
        key="triple_signal",
        name="Two or more signals, and no response in {signal_response_working_days} working days",
        question="Where signals come together, does anybody respond?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.signals_unanswered,
        denominator=recorded(_pm.signals_unanswered),
        eligible=yes(_pm.two_signals == 1),
        good=Good.DOWN,
        threshold="[P] a response within {signal_response_working_days} working days of the second signal",
        read_with=("two_signals",),
        caveat="A response: an action agreed, an escalation, a section 47 enquiry, or an appointment followed up by "
        "health, whatever it was about; so this is the least there can be. Signals younger than that wait and are left "
        "out. Attendance that was low in the half-term before as well counts from then, but for no longer than "
        "{signal_days} days.",
        source="Proposed here",
        clause=_QUICKLY,
        needs=(*_HEALTH, *_SCHOOL, *_RESPONSES),
        settings=("signal_days", "signal_attendance", "signal_response_working_days"),
        listed=_SIGNALS,
    ),
)
