"""Intersecting disadvantage: ID01 to ID05."""

import sqlalchemy as sa

from data.facts.tables import event, plan_month
from data.facts.terms import DISADVANTAGE_BANDS, DISADVANTAGES, PARENTAL_FACTORS
from queries.filters import Population
from queries.indicators.entry import EVERY_ROW, Count, Fact, Good, Indicator, recorded, yes

_pm, _ev = plan_month.c, event.c
_COHORT = Population.NEGLECT_COHORT
_FACTORS = ("ssd_cp_plans", "ssd_assessment_factors")
_DISADVANTAGES = ("ssd_cp_plans", "ssd_x_disadvantage")
_FOUR = DISADVANTAGE_BANDS[-1]
_FLOOR = "What is not recorded is not counted, so the true number may be higher."
_PROPOSED = "Proposed here, from the Review's account of intersecting disadvantage"
_CLAUSE = "Review, paragraphs 2.3 and 4.1; Recommendation 4"
_WHO = ("age", "team", "plan_type", "spell_months")
_POOR = sa.or_(_pm.low_income == 1, _pm.housing_need == 1)
_MATERIAL = "Financial, material or housing help named in a live action of the child's plan."


def _in_band(number: int, key: str) -> Indicator:
    band = DISADVANTAGE_BANDS[number]
    return Indicator(
        id="ID01",
        key=f"disadvantage_count_{key}",
        name=f"Children with {band} disadvantages recorded",
        question="How many disadvantages meet in one child's life?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=yes(_pm.disadvantage_band == band),
        denominator=yes(_pm.disadvantage_band != "Not recorded"),
        good=Good.CONTEXT,
        threshold="[P] bands of 0 or 1, 2 or 3, 4 or more of eleven factors",
        read_with=("drifting_4_plus",),
        caveat=f"A count of factors recorded; never a score. {_FLOOR}",
        source=_PROPOSED,
        clause=_CLAUSE,
        needs=_FACTORS,
    )


def _parental(code: str, key: str, what: str) -> Indicator:
    column = _ev[f"factor_{code.lower()}"]
    completed = _ev.done_date.is_not(None)
    return Indicator(
        id="ID02",
        key=f"parental_factor_{key}",
        name=f"Assessments that found {what}",
        question="What do assessments find that parents carry?",
        unit="assessments",
        fact=Fact.EVENT,
        event_kind="assessment",
        population=Population.EVERYONE,
        numerator=yes(sa.and_(column == 1, completed)),
        denominator=yes(sa.and_(column.is_not(None), completed)),
        eligible=yes(completed),
        good=Good.CONTEXT,
        caveat="How often social workers tick it, not how common it is. Factors that cannot be read are left out.",
        source=f"Children in need census, factor {code}",
        clause=_CLAUSE,
        needs=("ssd_cin_assessments", "ssd_assessment_factors"),
    )


def _cohort(
    id: str,
    key: str,
    name: str,
    question: str,
    *,
    numerator: Count,
    denominator: Count,
    needs: tuple[str, ...],
    good: Good = Good.CONTEXT,
    eligible: Count = EVERY_ROW,
    threshold: str = "",
    caveat: str = "",
    read_with: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
    clause: str = _CLAUSE,
    listed: tuple[str, ...] = (*_WHO, "disadvantage_count"),
) -> Indicator:
    return Indicator(
        id=id,
        key=key,
        name=name,
        question=question,
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=numerator,
        denominator=denominator,
        eligible=eligible,
        good=good,
        threshold=threshold,
        read_with=read_with,
        caveat=caveat,
        source=_PROPOSED,
        clause=clause,
        needs=needs,
        settings=settings,
        listed=listed,
    )


DISADVANTAGE: tuple[Indicator, ...] = (
    *(_in_band(number, key) for number, key in enumerate(("0_1", "2_3", "4_plus"))),
    Indicator(
        id="ID01",
        key="drifting_4_plus",
        name="Children with 4 or more disadvantages recorded who are drifting",
        question="Where disadvantages meet, do plans move?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=Population.NEGLECT_CP,
        numerator=yes(sa.and_(_pm.drifting == 1, _pm.disadvantage_band == _FOUR)),
        denominator=yes(sa.and_(_pm.drifting.is_not(None), _pm.disadvantage_band == _FOUR)),
        eligible=yes(_pm.disadvantage_band == _FOUR),
        good=Good.DOWN,
        threshold="[P] {drifting_flags} or more of eight drift flags; 4 or more of eleven factors",
        read_with=("drifting", "disadvantage_count_4_plus"),
        caveat="Neither the flags nor the factors are a score for a child.",
        source=_PROPOSED,
        clause=_CLAUSE,
        needs=_FACTORS,
        settings=("drifting_flags", "long_plan_months"),
        listed=(*_WHO, "disadvantage_count", "disadvantage_unknown", *DISADVANTAGES),
    ),
    _cohort(
        "ID01",
        "interpreter_used",
        "Children who need an interpreter, and one was used",
        "Where language is a barrier, is it taken down?",
        numerator=_pm.interpreter_used,
        denominator=recorded(_pm.interpreter_used),
        eligible=yes(_pm.interpreter_needed == 1),
        good=Good.UP,
        needs=("ssd_cp_plans", "ssd_x_language"),
        caveat="By the child's latest language record.",
    ),
    _parental("1B", "alcohol", PARENTAL_FACTORS["1B"]),
    _parental("2B", "drugs", PARENTAL_FACTORS["2B"]),
    _parental("3B", "domestic_abuse", PARENTAL_FACTORS["3B"]),
    _parental("4B", "mental_health", PARENTAL_FACTORS["4B"]),
    _parental("5B", "learning_disability", PARENTAL_FACTORS["5B"]),
    _parental("6B", "illness_disability", PARENTAL_FACTORS["6B"]),
    _cohort(
        "ID03",
        "ethnicity_grt",
        "Gypsy, Roma and Traveller children",
        "How many of the children are Gypsy, Roma or Traveller?",
        numerator=_pm.grt,
        denominator=recorded(_pm.grt),
        needs=("ssd_cp_plans",),
        caveat="By code (WROM, WIRT) or by how the family describes itself: heritage known through one parent is often "
        "not coded. How many there should be cannot be said: the area's children by heritage are not held.",
        read_with=("ethnicity_recorded",),
        listed=(*_WHO, "heritage"),
        clause="Review, paragraph 2.3 and reflective question 4",
    ),
    _cohort(
        "ID03",
        "ethnicity_recorded",
        "Children whose ethnicity is recorded",
        "Is every child's heritage known?",
        numerator=yes(_pm.ethnicity_group != "Not recorded"),
        denominator=EVERY_ROW,
        good=Good.UP,
        threshold="[P] every child's",
        needs=("ssd_cp_plans",),
        caveat="Not obtained, refused and blank are not recorded.",
        clause="Review, paragraph 2.3 and reflective question 4",
    ),
    _cohort(
        "ID04",
        "poverty_housing",
        "Children with low income or housing need recorded",
        "How many of the families are poor or badly housed?",
        numerator=yes(_POOR),
        denominator=EVERY_ROW,
        needs=_DISADVANTAGES,
        read_with=("material_help_offered",),
        caveat=f"Poverty is not neglect: read it with the help offered. {_FLOOR}",
    ),
    _cohort(
        "ID04",
        "poverty_free_meals",
        "School-age children recorded as eligible for free school meals",
        "How many of the school-age children are eligible for free school meals?",
        numerator=yes(sa.and_(_pm.free_school_meals == 1, _pm.school_age == 1)),
        denominator=yes(_pm.school_age == 1),
        eligible=yes(_pm.school_age == 1),
        needs=_DISADVANTAGES,
        threshold="[N] published for children in need of school age",
        read_with=("material_help_offered",),
        caveat=f"Aged 5 to 15 on the 31 August before. {_FLOOR}",
    ),
    _cohort(
        "ID04",
        "poverty_housing_need",
        "Children with housing need recorded",
        "How many live in temporary, overcrowded or insecure housing?",
        numerator=yes(_pm.housing_need == 1),
        denominator=EVERY_ROW,
        needs=_DISADVANTAGES,
        read_with=("material_help_offered",),
        caveat=f"Temporary, overcrowded, insecure, or a site without leave. {_FLOOR}",
    ),
    _cohort(
        "ID04",
        "material_help_offered",
        "Of children in poverty or housing need, those whose plan offers material help",
        "Where poverty is recorded, does the plan help with it?",
        numerator=yes(sa.and_(_POOR, _pm.material_help == 1)),
        denominator=yes(sa.and_(_POOR, _pm.material_help.is_not(None))),
        eligible=yes(_POOR),
        good=Good.UP,
        needs=(*_DISADVANTAGES, "ssd_x_plan_actions"),
        threshold="[P] every such plan names some",
        listed=(*_WHO, "low_income", "housing_need", "material_help"),
        caveat=f"{_MATERIAL} Help given outside the plan is not seen.",
    ),
    _cohort(
        "ID04",
        "material_help_missing",
        "Of children in poverty or housing need, those whose plan offers no material help",
        "Which plans ask a family in poverty to change, and offer no help with it?",
        numerator=yes(sa.and_(_POOR, _pm.material_help == 0)),
        denominator=yes(sa.and_(_POOR, _pm.material_help.is_not(None))),
        eligible=yes(_POOR),
        good=Good.DOWN,
        needs=(*_DISADVANTAGES, "ssd_x_plan_actions"),
        listed=(*_WHO, "low_income", "housing_need", "material_help"),
        caveat=f"{_MATERIAL} Help given outside the plan is not seen.",
    ),
    _cohort(
        "ID05",
        "previous_area_history_obtained",
        "Children who moved in, and their history was obtained in time",
        "When a family moves in, is its history obtained?",
        numerator=_pm.history_obtained,
        denominator=recorded(_pm.history_obtained),
        eligible=yes(_pm.moved_in_24m == 1),
        good=Good.UP,
        needs=("ssd_cp_plans", "ssd_cin_episodes", "ssd_x_previous_area_checks"),
        threshold="[P] asked for and answered within {history_working_days} working days of the first referral after "
        "the move",
        caveat="Moved in within 24 months and referred since, whether or not a case was open where they came from. "
        "An answer not yet due waits.",
        read_with=("previous_area_history_missing",),
        settings=("history_working_days",),
        listed=(*_WHO, "history_asked", "heritage"),
        clause="Review, paragraph 3.1",
    ),
    _cohort(
        "ID05",
        "previous_area_history_asked",
        "Children who moved in, and their history was asked for",
        "Is the authority a family left asked at all?",
        numerator=_pm.history_asked,
        denominator=recorded(_pm.history_asked),
        eligible=yes(_pm.moved_in_24m == 1),
        good=Good.UP,
        needs=("ssd_cp_plans", "ssd_cin_episodes", "ssd_x_previous_area_checks"),
        caveat="Moved in within 24 months and referred since.",
        listed=(*_WHO, "history_asked", "heritage"),
        clause="Review, paragraph 3.1",
    ),
    _cohort(
        "ID05",
        "previous_area_history_missing",
        "Children who moved in, and their history has not come",
        "Whose history elsewhere does nobody here know?",
        numerator=yes(_pm.history_held == 0),
        denominator=recorded(_pm.history_held),
        eligible=yes(_pm.moved_in_24m == 1),
        good=Good.DOWN,
        needs=("ssd_cp_plans", "ssd_cin_episodes", "ssd_x_previous_area_checks"),
        caveat="Moved in within 24 months and referred since; no answer has come by the month's end, however long ago "
        "it was asked for, or never asked for at all.",
        listed=(*_WHO, "history_asked", "heritage"),
        clause="Review, paragraph 3.1",
    ),
)
