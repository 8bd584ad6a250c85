"""Brothers and sisters: SD01 to SD06. What is counted is the household of two or more children under 18, one or more of
them on a plan for neglect."""

import sqlalchemy as sa

from data.facts.tables import household_month
from queries.filters import Population
from queries.indicators.entry import EVERY_ROW, Fact, Good, Indicator, recorded, yes

_hm = household_month.c
_PLANS, _TOOLS = ("ssd_cp_plans",), ("ssd_x_neglect_tools", "ssd_x_neglect_tool_items")
_REVIEW = "Review, paragraph 4.3a"
_NO_SOURCE = "Proposed here: no published measure of it was found"
_GRADES = "Medway and North Lincolnshire partnerships, Graded Care Profile 2: grades 1 best to 5 worst, child by child"

# What a list of a measure's households shows of each child in them.
_ATTENTION = (
    *("age", "plan_type", "passed_by_ways", "has_seen", "has_seen_alone", "has_tool", "has_assessment", "has_health"),
    *("has_school", "last_seen", "last_assessed", "team"),
)
_CARE = (
    *("age", "plan_type", "worst_grade", "grade_physical", "grade_safety", "grade_emotional", "grade_developmental"),
    *("last_scored", "last_seen", "has_seen_alone", "has_tool", "team"),
)
_SCHOOL = ("age", "plan_type", "sessions_absent_term", "sessions_possible_term", "team")
_HEALTH = ("age", "plan_type", "appointments_missed_12m", "appointments_due_12m", "team")


def _of_households(
    id: str,
    key: str,
    column: "sa.Column[int]",
    name: str,
    question: str,
    good: Good,
    threshold: str,
    needs: tuple[str, ...],
    listed: tuple[str, ...],
    *,
    numerator: "sa.ColumnElement[int] | None" = None,
    denominator: "sa.ColumnElement[int] | None" = None,
    eligible: "sa.ColumnElement[int] | None" = None,
    caveat: str = "",
    source: str = _NO_SOURCE,
    read_with: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
) -> Indicator:
    """A share of households: those where the column is 1, of those where it is recorded, unless said otherwise."""
    return Indicator(
        id=id,
        key=key,
        name=name,
        question=question,
        unit="households",
        fact=Fact.HOUSEHOLD_MONTH,
        population=Population.NEGLECT_COHORT,
        numerator=yes(column == 1) if numerator is None else numerator,
        denominator=recorded(column) if denominator is None else denominator,
        good=good,
        threshold=threshold,
        read_with=read_with,
        caveat=caveat,
        source=source,
        clause=_REVIEW,
        needs=needs,
        settings=settings,
        listed=listed,
        eligible=EVERY_ROW if eligible is None else eligible,
    )


_differs_or_closed = sa.or_(_hm.status_mismatch == 1, _hm.closed_apart == 1)

SIBLINGS: tuple[Indicator, ...] = (
    _of_households(
        "SD01",
        "all_children_assessed",
        _hm.all_assessed,
        "Homes where every child was assessed",
        "Is every child in the home assessed, and not only one?",
        Good.UP,
        "[P] every home: each child's latest assessment within 45 working days of the earliest of them",
        ("ssd_cp_plans", "ssd_cin_assessments"),
        _ATTENTION,
        caveat="If any child has been scored with a neglect tool, every child who is born must have been.",
        source=_GRADES,
        read_with=("sibling_passed_by",),
    ),
    _of_households(
        "SD01",
        "sibling_passed_by",
        _hm.child_passed_by,
        "Homes where a child is passed by in {passed_by_ways} ways or more",
        "Is one child in the home given less attention than another?",
        Good.DOWN,
        "[P] a child without {passed_by_ways} or more kinds of attention that another child of the home has",
        _PLANS,
        _ATTENTION,
        caveat="Seven kinds: seen, seen alone, own neglect tool, assessment, plan, health record, school record. What "
        "a child cannot have, or what is not recorded, is not counted. The child's voice is in no field held.",
        read_with=("all_children_assessed", "plan_status_mismatch"),
        settings=("passed_by_ways", "sibling_seen_days", "seen_alone_age"),
    ),
    _of_households(
        "SD02",
        "care_disparity",
        _hm.care_unequal,
        "Homes where care is {care_gap_grades} grades or more apart",
        "Is one child in the home cared for much worse than another?",
        Good.CONTEXT,
        "[P] {care_gap_grades} grades or more between two children in one domain: a flag",
        _TOOLS,
        _CARE,
        caveat="Finding it is good practice; leaving it unexplained is not. Children are compared only on one tool, "
        "version and domain, scored at most 90 days apart.",
        source=_GRADES,
        read_with=("uniformly_poor", "disparity_unexplained"),
        settings=("care_gap_grades",),
    ),
    _of_households(
        "SD02",
        "care_disparity_watch",
        _hm.care_unequal,
        "Homes where care is one grade or more apart",
        "Is one child in the home cared for worse than another?",
        Good.CONTEXT,
        "[P] one grade or more between two children in one domain: to watch",
        _TOOLS,
        _CARE,
        numerator=yes(_hm.care_gap >= 1),
        denominator=recorded(_hm.care_gap),
        caveat="One grade can be the day, or the person who scored.",
        source=_GRADES,
        read_with=("uniformly_poor",),
    ),
    _of_households(
        "SD03",
        "uniformly_poor",
        _hm.uniformly_poor,
        "Homes where care is poor for every child",
        "Where nobody stands out because all are badly cared for, is that seen?",
        Good.DOWN,
        "[P] every child scored in some domain at grade 4 or 5 in it, two or more of them",
        _TOOLS,
        _CARE,
        caveat="No difference between children is not a good sign on its own. Latest scores, however old.",
        source=_GRADES,
        read_with=("care_disparity",),
    ),
    _of_households(
        "SD04",
        "disparity_reason_recorded",
        _hm.disparity_explained,
        "Homes with unequal care where the reason is recorded",
        "Where one child's care is much worse, has somebody said why, and what will be done?",
        Good.UP,
        "[P] a reason and an action within 10 working days of the score that showed it",
        (*_TOOLS, "ssd_x_flag_reviews"),
        _CARE,
        eligible=yes(_hm.care_unequal == 1),
        caveat="Homes whose ten working days are not over wait.",
        read_with=("care_disparity",),
        settings=("care_gap_grades",),
    ),
    _of_households(
        "SD04",
        "disparity_unexplained",
        _hm.disparity_explained,
        "Homes with unequal care that nobody has explained",
        "Where is a child's care much worse than a brother's or sister's, and nobody has said why?",
        Good.DOWN,
        "[P] no reason and action within 10 working days of the score that showed it",
        (*_TOOLS, "ssd_x_flag_reviews"),
        _CARE,
        numerator=yes(_hm.disparity_explained == 0),
        eligible=yes(_hm.care_unequal == 1),
        caveat="Homes whose ten working days are not over wait.",
        read_with=("care_disparity",),
        settings=("care_gap_grades",),
    ),
    _of_households(
        "SD05",
        "plan_status_mismatch",
        _hm.status_mismatch,
        "Homes where children's plans differ",
        "Is one child on a plan and another not, or on another kind?",
        Good.CONTEXT,
        "[P] differing statuses, or one plan closed 28 days or more before another's in twelve months",
        (*_PLANS, "ssd_cin_plans"),
        _ATTENTION,
        numerator=yes(_differs_or_closed),
        denominator=yes(sa.or_(_differs_or_closed, _hm.closed_apart.is_not(None))),
        caveat="There can be good reasons. Child in need plans count whatever the need.",
        read_with=("sibling_passed_by",),
        settings=("spell_gap_days",),
    ),
    _of_households(
        "SD06",
        "sibling_gap_attendance_wnb",
        _hm.gap_beyond_chance,
        "Homes where school or appointments are missed unlike",
        "Does one child miss school or appointments far more than a brother or sister, beyond chance?",
        Good.CONTEXT,
        "[P] {attendance_gap_points} points of attendance this term, or not brought twice where another never was, in "
        "twelve months; and so wide a gap by chance in at most 5 homes of 100",
        _PLANS,
        (*_SCHOOL[:-1], *_HEALTH[2:]),
        caveat="Where both can be asked each is held to 2.5 %, so that together they are held to 5 %. Schools of "
        "different phases, and special schools, differ for reasons of their own.",
        source="Thresholds proposed here; exact conditional test of the gap",
        settings=("attendance_gap_points", "absence_run_days"),
    ),
    _of_households(
        "SD06",
        "sibling_attendance_gap",
        _hm.attendance_gap,
        "Homes with a gap in attendance beyond chance",
        "Does one child miss school far more than a brother or sister?",
        Good.CONTEXT,
        "[P] {attendance_gap_points} points or more this term, and beyond chance",
        (*_PLANS, "ssd_x_school_attendance"),
        _SCHOOL,
        caveat="Days off come in runs: for the chance, absences are counted {absence_run_days} school days at a time.",
        source="Thresholds proposed here; exact conditional test of the gap",
        settings=("attendance_gap_points", "absence_run_days"),
    ),
    _of_households(
        "SD06",
        "sibling_missed_gap",
        _hm.missed_gap,
        "Homes with a gap in missed appointments beyond chance",
        "Is one child not brought to appointments while a brother or sister always is?",
        Good.CONTEXT,
        "[P] one child not brought twice or more in twelve months, another never, and beyond chance",
        (*_PLANS, "ssd_x_health_appointments"),
        _HEALTH,
        caveat="Children have different appointments to miss; only those who had any are compared.",
        source="Thresholds proposed here; exact conditional test of the gap",
    ),
)
