"""Neurodiversity and caring: NC01 to NC04."""

from data.facts.tables import event, household_month, plan_month, sibling_month
from queries.filters import Population
from queries.indicators.entry import EVERY_ROW, Fact, Good, Indicator, recorded, yes

_pm, _ev, _sm, _hm = plan_month.c, event.c, sibling_month.c, household_month.c
_COHORT, _EVERYONE = Population.NEGLECT_COHORT, Population.EVERYONE
_CODES, _RECORDS = ("ssd_disability",), ("ssd_x_neurodiversity",)
_CARERS, _ADAPTED = ("ssd_x_young_carer",), ("ssd_x_adapted_plan",)
_FACTORS = ("ssd_cin_assessments", "ssd_assessment_factors")
_ASKED = ("caring_question_age", "caring_question_months")
_CLAUSE = "Review, paragraph 4.3"
# What a list of brothers and sisters shows.
_AT_HOME = ("age", "team", "plan_type", "lives_with_child", "lives_with_parent", "young_carer")


def _status(key: str, name: str, kind: str, needs: tuple[str, ...]) -> Indicator:
    return Indicator(
        id="NC01",
        key=f"neurodivergent_{key}",
        name=name,
        question="How many children on plans for neglect are known to be neurodivergent, and how is it known?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=yes(_pm.neurodivergence == kind),
        denominator=EVERY_ROW,
        good=Good.CONTEXT,
        read_with=("needs_recorded",),
        caveat="A floor: of a child of whom nothing is recorded nobody knows. The strongest status counts; the three "
        "are kept apart, and a child on a waiting list is not a child without need.",
        source="Census disability codes, special educational needs and local health records",
        clause="Review, paragraph 2.3",
        needs=needs,
    )


def _by_source(key: str, name: str, needs: tuple[str, ...], caveat: str) -> Indicator:
    column = _pm[f"neuro_by_{key}"]
    return Indicator(
        id="NC01",
        key=f"neurodivergent_by_{key}",
        name=name,
        question="Of the children this source speaks of, of how many does it say that they are neurodivergent?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=column,
        denominator=recorded(column),
        good=Good.CONTEXT,
        caveat=f"{caveat} A source that does not say so does not say no.",
        source="Census disability codes, special educational needs and local health records",
        clause="Review, paragraph 2.3",
        needs=needs,
    )


def _part(key: str, name: str, question: str, caveat: str, settings: tuple[str, ...] = ()) -> Indicator:
    column = _pm[key]
    return Indicator(
        id="NC04",
        key=key,
        name=name,
        question=question,
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=column,
        denominator=recorded(column),
        eligible=yes(_pm.neurodivergent_or_disabled == 1),
        good=Good.UP,
        threshold="[P] every neurodivergent or disabled child on a plan for neglect",
        caveat=caveat,
        source="Proposed here; Ofsted named direct work with disabled children in Oxfordshire, 2024",
        clause=_CLAUSE,
        needs=_ADAPTED,
        settings=settings,
    )


def _homes(key: str, name: str, question: str, column: str, good: Good) -> Indicator:
    counted = _hm[column]
    return Indicator(
        id="NC02",
        key=key,
        name=name,
        question=question,
        unit="households",
        fact=Fact.HOUSEHOLD_MONTH,
        population=_COHORT,
        numerator=yes(counted == _hm.caring_due),
        denominator=recorded(counted),
        eligible=yes(_hm.caring_due > 0),
        good=good,
        threshold="[P] every child of every such household",
        caveat="Households with a child to be asked about caring.",
        source="Review, paragraph 4.3: always ask",
        clause=_CLAUSE,
        needs=_CARERS,
        settings=_ASKED,
        listed=_AT_HOME,
    )


NEURODIVERSITY: tuple[Indicator, ...] = (
    Indicator(
        id="NC01",
        key="neurodivergent_share",
        name="Children known to be neurodivergent",
        question="How many children on plans for neglect are diagnosed, on a pathway or suspected?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=yes(_pm.neurodivergence.in_(("Diagnosed", "On a pathway", "Suspected"))),
        denominator=EVERY_ROW,
        good=Good.CONTEXT,
        read_with=("needs_recorded",),
        caveat="A floor: too low a share warns that needs go unseen. Of a child with nothing recorded nobody knows.",
        source="Census disability codes, special educational needs and local health records",
        clause="Review, paragraph 2.3",
        needs=_CODES,
    ),
    _status("diagnosed", "Children diagnosed as neurodivergent", "Diagnosed", _CODES),
    _status("pathway", "Children on a pathway to a diagnosis", "On a pathway", _RECORDS),
    _status("suspected", "Children whose neurodivergence is suspected", "Suspected", _RECORDS),
    Indicator(
        id="NC01",
        key="needs_recorded",
        name="Children of whose needs something is recorded",
        question="Of how many children does any source say anything about disability or neurodivergence?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.needs_recorded,
        denominator=recorded(_pm.needs_recorded),
        good=Good.UP,
        threshold="[P] every child",
        caveat="A disability code (also that there is none), a health or school record, or an EHC plan. What they say "
        "is another matter.",
        source="Proposed here, from research that recording differs between councils more than children do",
        clause="Review, paragraph 2.3",
        needs=_CODES,
    ),
    _by_source(
        "code",
        "Neurodivergent by census disability code",
        _CODES,
        "AUT alone says so: a medical diagnosis. BEH, LD and COMM prove nothing, and ADHD has no code of its own.",
    ),
    _by_source(
        "health",
        "Neurodivergent by health record",
        _RECORDS,
        "A status, or autism as the primary need, in a local record of any source but school.",
    ),
    _by_source(
        "school",
        "Neurodivergent by school record",
        _RECORDS,
        "A status, or autism as the primary need, in a record of school or the school census.",
    ),
    Indicator(
        id="NC02",
        key="caring_role_screened",
        name="Brothers and sisters asked about caring in {caring_question_months} months",
        question="Has every child who may be caring been asked lately?",
        unit="children",
        fact=Fact.SIBLING_MONTH,
        population=_COHORT,
        numerator=yes((_sm.caring_due == 1) & (_sm.caring_in_date == 1)),
        denominator=yes((_sm.caring_due == 1) & _sm.caring_in_date.is_not(None)),
        eligible=yes(_sm.caring_due == 1),
        good=Good.UP,
        threshold="[P] every child aged {caring_question_age} or over, every {caring_question_months} months",
        read_with=("caring_never_asked", "young_carer_identified"),
        caveat="Children who live with another who is neurodivergent or disabled, or with a parent's mental ill "
        "health, learning disability, illness or disability (4B, 5B, 6B). Any dated answer counts, factor 7A too. A "
        "child in no linked household is not among them.",
        source="Review, paragraph 4.3: always ask",
        clause=_CLAUSE,
        needs=_CARERS,
        settings=_ASKED,
        listed=_AT_HOME,
    ),
    Indicator(
        id="NC02",
        key="caring_never_asked",
        name="Brothers and sisters never asked about caring",
        question="Which children who may be caring has nobody ever asked?",
        unit="children",
        fact=Fact.SIBLING_MONTH,
        population=_COHORT,
        numerator=yes((_sm.caring_due == 1) & (_sm.caring_ever_asked == 0)),
        denominator=yes((_sm.caring_due == 1) & _sm.caring_ever_asked.is_not(None)),
        eligible=yes(_sm.caring_due == 1),
        good=Good.DOWN,
        threshold="[P] none",
        read_with=("caring_role_screened",),
        caveat="No answer is recorded; what was said and not written down is not known here.",
        source="Review, paragraph 4.3: always ask",
        clause=_CLAUSE,
        needs=_CARERS,
        settings=("caring_question_age",),
        listed=_AT_HOME,
    ),
    _homes(
        "caring_homes_in_date",
        "Households where every such child was asked in {caring_question_months} months",
        "In how many homes has every child who may be caring been asked lately?",
        "caring_in_date",
        Good.UP,
    ),
    _homes(
        "caring_homes_never",
        "Households where no such child was ever asked",
        "In how many homes has nobody asked who is doing the caring?",
        "caring_never",
        Good.DOWN,
    ),
    *(
        Indicator(
            id="NC03",
            key=key,
            name=name,
            question="How often do assessments find a young carer?",
            unit="assessments",
            fact=Fact.EVENT,
            event_kind="assessment",
            population=population,
            numerator=_ev.young_carer_factor,
            denominator=recorded(_ev.young_carer_factor),
            eligible=yes(_ev.done_date.is_not(None)),
            good=Good.CONTEXT,
            threshold="[N] published: England 3.7 %, South East 3.3 %, Oxfordshire 7.8 %, year to March 2025",
            read_with=("young_carer_assessed", "caring_role_screened"),
            caveat="Factor 7A. Recording differs between authorities, and a factor not ticked does not say that "
            "somebody asked. Most schools return no young carers at all.",
            source="Department for Education, Characteristics of children in need",
            clause=_CLAUSE,
            needs=_FACTORS,
        )
        for key, name, population in (
            ("young_carer_identified", "Assessments that found a young carer", _EVERYONE),
            ("young_carer_identified_neglect", "Assessments of neglect that found a young carer", _COHORT),
        )
    ),
    Indicator(
        id="NC03",
        key="young_carer_assessed",
        name="Young carers whose own needs are assessed",
        question="Once a child is known to be caring, is the child assessed?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.young_carer_assessed,
        denominator=recorded(_pm.young_carer_assessed),
        eligible=yes(_pm.young_carer == "Yes"),
        good=Good.UP,
        threshold="[S] a duty to assess; no published time",
        caveat="Children known as young carers by factor 7A or a young carer record. An assessment that is not in the "
        "young carer records is not seen.",
        source="Young Carers (Needs Assessments) Regulations 2015",
        clause=_CLAUSE,
        needs=_CARERS,
    ),
    Indicator(
        id="NC04",
        key="adapted_plan_direct_work",
        name="Plans adapted to the child, with direct work",
        question="Is the plan made for this child, and does somebody work with the child?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.adapted_plan,
        denominator=recorded(_pm.adapted_plan),
        eligible=yes(_pm.neurodivergent_or_disabled == 1),
        good=Good.UP,
        threshold="[P] every neurodivergent or disabled child on a plan for neglect",
        read_with=("needs_recorded",),
        caveat="Communication needs, an adjustment in force and a session of direct work in {direct_work_days} days, "
        "all three recorded. It says that it is written down, not that it is good.",
        source="Proposed here; Ofsted named direct work with disabled children in Oxfordshire, 2024",
        clause=_CLAUSE,
        needs=_ADAPTED,
        settings=("direct_work_days",),
    ),
    _part(
        "communication_needs",
        "Communication needs recorded",
        "Is it written down what helps the child to be understood?",
        "Neurodivergent or disabled children.",
    ),
    _part(
        "reasonable_adjustment",
        "A reasonable adjustment in force",
        "Has anything been changed so that the child can take part?",
        "Neurodivergent or disabled children. One is enough to count.",
    ),
    _part(
        "direct_work",
        "Direct work in {direct_work_days} days",
        "Has somebody worked with the child lately?",
        "Neurodivergent or disabled children. A visit is not direct work unless recorded as such.",
        ("direct_work_days",),
    ),
)
