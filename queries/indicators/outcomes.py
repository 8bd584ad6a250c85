"""Outcomes: SO03, whether the end of a plan held."""

from data.facts.ends import ELSEWHERE
from data.facts.tables import event
from queries.filters import Population
from queries.indicators.entry import EVERY_ROW, Fact, Good, Indicator, yes

_ev = event.c
_APART = _ev.counted == 1
_SUSTAINED = "Proposed here; read against long and repeat plans"
_CLAUSE = "Review, recommendation 8: the impact on outcomes for children on plans"


def _held(months: int, words: str, came: str, needs: tuple[str, ...], others: tuple[str, ...]) -> Indicator:
    return Indicator(
        id="SO03",
        key=f"sustained_exit_{months}m",
        name=f"Plans ended that held for {words}",
        question="When a plan ends, does it hold?",
        unit="plans",
        fact=Fact.EVENT,
        event_kind=f"exit_{months}m",
        waits_months=months,
        population=Population.NEGLECT_CP,
        numerator=yes(_APART & (_ev.exit_held == 1)),
        denominator=yes(_APART & _ev.exit_held.is_not(None)),
        eligible=yes(_APART),
        good=Good.UP,
        threshold="[P] more, and never fewer while long plans fall",
        read_with=others,
        caveat=f"Of plans that ended {words} before the period, so that each has had as long to fail: {came}. Children "
        "who moved away, died or turned 18 by then are left out. A child who went into care stays in: read it by how "
        "plans ended.",
        source=_SUSTAINED,
        clause=_CLAUSE,
        needs=needs,
        settings=("spell_gap_days",),
    )


_SIX, _YEAR, _TWO, _AWAY = "sustained_exit_6m", "sustained_exit_12m", "sustained_exit_24m", "exit_moved_away"

OUTCOMES: tuple[Indicator, ...] = (
    _held(
        6,
        "six months",
        "no referral since, whatever was decided of it",
        ("ssd_cp_plans", "ssd_cin_episodes"),
        (_YEAR, _TWO, _AWAY),
    ),
    _held(
        12,
        "a year",
        "no child protection plan since, and no child in need plan but one begun in the first 28 days, a step down",
        ("ssd_cp_plans", "ssd_cin_plans"),
        (_SIX, _TWO, _AWAY),
    ),
    _held(
        24,
        "two years",
        "no child protection plan since",
        ("ssd_cp_plans",),
        ("plans_long", "repeat_plan_24m", _AWAY),
    ),
    Indicator(
        id="SO03",
        key=_AWAY,
        name="Plans ended as the child moved to another authority",
        question="Of how many children is nobody here able to say whether it held?",
        unit="plans",
        fact=Fact.EVENT,
        event_kind="plan_end",
        population=Population.NEGLECT_CP,
        numerator=yes(_ev.outcome == ELSEWHERE),
        denominator=EVERY_ROW,
        good=Good.CONTEXT,
        read_with=(_YEAR,),
        caveat="Read from a referral closed within 28 days because the child moved.",
        source=_SUSTAINED,
        clause=_CLAUSE,
        needs=("ssd_cp_plans", "ssd_cin_episodes"),
    ),
)
