"""Assessment: AT01 to AT04, neglect tools used, used in time, used again, and what moved between uses."""

import sqlalchemy as sa

from data.facts.tables import event, plan_month
from data.facts.terms import GRADED_DOMAINS
from queries.filters import Population
from queries.indicators.entry import EVERY_ROW, Fact, Good, Indicator, Kind, recorded, yes

_pm, _ev = plan_month.c, event.c
_COHORT = Population.NEGLECT_COHORT
_TOOLS = ("ssd_x_neglect_tools",)
_SCORES = (*_TOOLS, "ssd_x_neglect_tool_items")
_EARLY = "Review, paragraph 4.2: assessment tools at the earliest opportunity"
_MONITORED = "Review, recommendation 3: the use, quality and impact of tools"
_NOT_NORMAL = "Review, question 3: stop normalising poor conditions"
_PROPOSED = "Proposed here"
_WITHOUT = ("plan_type", "spell_months", "home_record_12m", "flag_count", "team", "age", "next_due_kind", "next_due")
_SCORED = ("scored_tool", "score_first", "score_latest", "plan_type", "spell_months", "team", "age", "next_due")
_SAME_TOOL = (
    "By grades of 1, the best, to 5, on one tool and version, from its first use since three months before the plan "
    "began to its last; of several tools that used last. Scores of different tools are never compared."
)


def _coverage(key: str, name: str, question: str, column: "sa.Column[int]", value: int, good: Good) -> Indicator:
    of_home = column is _pm.home_record_12m
    return Indicator(
        id="AT01",
        key=key,
        name=name,
        question=question,
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=yes(column == value),
        denominator=recorded(column),
        good=good,
        threshold="" if good is Good.CONTEXT else "[L] none" if good is Good.DOWN else "[L] every child (Wirral)",
        read_with=("tool_coverage",) if of_home else ("score_movement", "tool_again_in_time", "home_record_coverage"),
        caveat="Of the child it names, and of every child of its family. It stands beside a neglect tool, not in place "
        "of one."
        if of_home
        else "Of the child it names, and each child it scores. Records of home conditions and of parents' hassles are "
        "not neglect tools. A tool used says nothing of how well. Unborn children are left out, and months before "
        "a year of tools is held.",
        source="Wirral and St Helens, neglect policies",
        clause=_EARLY,
        needs=_TOOLS,
        listed=_WITHOUT,
    )


def _moved(
    key: str, name: str, numerator: "sa.ColumnElement[int]", denominator: "sa.ColumnElement[int]", good: Good
) -> Indicator:
    return Indicator(
        id="AT04",
        key=key,
        name=name,
        question="Does care get better while a plan runs?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=numerator,
        denominator=denominator,
        eligible=denominator,
        good=good,
        threshold={Good.UP: "[P] more", Good.DOWN: "[P] none"}.get(good, ""),
        read_with=("scored_twice", "uniformly_poor") if key == "score_movement" else ("score_movement",),
        caveat=f"{_SAME_TOOL} Few are scored twice, and they are not like the rest.",
        source=_PROPOSED,
        clause=_NOT_NORMAL if key == "score_stuck" else _MONITORED,
        needs=_SCORES,
        listed=_SCORED,
    )


def _in_domain(column: str, domain: str) -> tuple[Indicator, Indicator]:
    """Better and worse in one domain."""
    moved = _pm[column]
    counted = recorded(moved)
    return (
        _moved(f"better_{domain}", f"Better in {domain} care", yes(moved >= 1), counted, Good.UP),
        _moved(f"worse_{domain}", f"Worse in {domain} care", yes(moved <= -1), counted, Good.DOWN),
    )


_CHANGED = recorded(_pm.score_change)

ASSESSMENT: tuple[Indicator, ...] = (
    _coverage(
        "tool_coverage",
        "Children with a neglect tool in twelve months",
        "Are assessment tools used?",
        _pm.tool_12m,
        1,
        Good.UP,
    ),
    _coverage(
        "tool_missing",
        "Children without a neglect tool in twelve months",
        "For which children has no tool been used?",
        _pm.tool_12m,
        0,
        Good.DOWN,
    ),
    _coverage(
        "home_record_coverage",
        "Children whose home's condition was recorded in twelve months",
        "Has the home been looked at?",
        _pm.home_record_12m,
        1,
        Good.CONTEXT,
    ),
    Indicator(
        id="AT02",
        key="first_tool_in_time",
        name="First neglect tool in {first_tool_working_days} working days",
        question="Is a tool used at the earliest opportunity?",
        unit="children",
        fact=Fact.EVENT,
        event_kind="first_tool",
        population=_COHORT,
        numerator=_ev.in_time,
        denominator=recorded(_ev.in_time),
        good=Good.UP,
        threshold="[P] {first_tool_working_days} working days: a good tool takes four to six visits",
        read_with=("tool_coverage", "score_movement"),
        caveat="Once for each child: from the first assessment that finds neglect, or plan for it, to the first tool "
        "there is; one used before counts as in time. Children whose time has not run out wait.",
        source=_PROPOSED,
        clause=_EARLY,
        needs=_TOOLS,
        settings=("first_tool_working_days",),
    ),
    Indicator(
        id="AT03",
        key="tool_again_in_time",
        name="Children scored again in time",
        question="Is the tool used again, to see whether anything moved?",
        unit="children",
        fact=Fact.PLAN_MONTH,
        population=_COHORT,
        numerator=_pm.tool_again,
        denominator=recorded(_pm.tool_again),
        eligible=recorded(_pm.tool_again),
        good=Good.UP,
        threshold="[P] every child",
        read_with=("score_movement", "tool_coverage"),
        caveat="Of children with a use so long ago: the last such use was followed by the same tool and version within "
        "three months on a child protection plan, six on a child in need plan.",
        source=_PROPOSED,
        clause=_MONITORED,
        needs=_TOOLS,
    ),
    _moved("score_movement", "Children whose care is scored better", yes(_pm.score_change >= 1), _CHANGED, Good.UP),
    _moved("score_same", "Children whose care is scored the same", yes(_pm.score_change == 0), _CHANGED, Good.CONTEXT),
    _moved("score_worse", "Children whose care is scored worse", yes(_pm.score_change <= -1), _CHANGED, Good.DOWN),
    _moved(
        "score_stuck",
        "Children scored 4 or 5 twice running",
        yes(_pm.score_stuck == 1),
        recorded(_pm.score_stuck),
        Good.DOWN,
    ),
    _moved(
        "scored_twice",
        "Children scored twice or more",
        yes(_pm.score_change.is_not(None) & _pm.tool_12m.is_not(None)),
        recorded(_pm.tool_12m),
        Good.CONTEXT,
    ),
    *(
        entry
        for column in GRADED_DOMAINS
        for entry in _in_domain(column.replace("grade_", "change_"), column.removeprefix("grade_"))
    ),
    Indicator(
        id="AT04",
        key="tools_completed",
        name="Neglect tools completed",
        question="Which tools are used, and by whom?",
        unit="uses for a child",
        fact=Fact.EVENT,
        event_kind="tool",
        population=_COHORT,
        numerator=EVERY_ROW,
        denominator=None,
        kind=Kind.COUNT,
        good=Good.CONTEXT,
        read_with=("scores_copied",),
        caveat="For children on a plan that day. A tool that scores three children is three.",
        source=_PROPOSED,
        clause=_MONITORED,
        needs=_TOOLS,
    ),
    Indicator(
        id="AT04",
        key="scores_copied",
        name="Scores the same as a brother's or sister's",
        question="Is each child scored as a child of its own?",
        unit="uses for a child",
        fact=Fact.EVENT,
        event_kind="tool",
        population=_COHORT,
        numerator=_ev.scores_copied,
        denominator=recorded(_ev.scores_copied),
        eligible=recorded(_ev.scores_copied),
        good=Good.CONTEXT,
        read_with=("uniformly_poor", "care_disparity"),
        caveat="Of uses where another child of the family was scored that day with the same tool, by the same role of "
        "the same agency: every score alike, of two domains or more. Some children do fare alike: look, do not blame.",
        source=_PROPOSED,
        clause=_MONITORED,
        needs=_SCORES,
    ),
)
