"""Every drift and delay measure counted by hand over the children of dozen.py, at 30 September 2026 and the year to it.

Each measure has two lines: whom it counts above the line and whom below, by name. A name stands twice where the unit (a
referral, a review, an action) counts twice.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from access.scope import local_scope
from data.facts.tables import plan_month
from queries.door import cases
from queries.filters import Basis, Filters
from queries.indicators import REGISTRY
from queries.measure import measure
from tests.queries.indicators.counting import counted, facts_of
from tests.queries.indicators.dozen import AS_AT, county

YEAR = date(2025, 10, 31)

# On a child protection plan for neglect today. LEO turned 18 today, MIA died today, PIP's plan ends today; IDA's bare
# Multiple is not neglect.
CP = "ASH BEA CAL DOT EVE FIN GUS HAL JON KIM NED ONA UMA VAL WIN XAN YAZ BOB CAT DAN IVY"
# On a child in need plan for neglect and on no child protection plan. ZAC's factors cannot be read.
CIN = "TOM ABE"
# Child protection plans for neglect that began in the year. EVE's re-opening is none; DOT, ASH, BEA and CAL are older.
STARTS = "FIN GUS HAL JON KIM LEO MIA NED ONA PIP UMA VAL WIN XAN YAZ BOB CAT DAN IVY"
# Fifteen calendar months or more; BEA is a day short.
LONG = "ASH CAL DOT EVE"
REPEATS = "FIN DAN IVY"

EXPECTED: dict[str, tuple[str, str | None]] = {
    "neglect_plans_open": (f"{CP} {CIN}", None),
    "neglect_rate": (f"{CP} {CIN}", None),
    "neglect_share": (CP, f"{CP} IDA"),
    # KIM's three months are up tomorrow.
    "plan_band_0_3m": ("KIM NED ONA XAN", CP),
    "plan_band_3_6m": ("JON VAL WIN BOB CAT", CP),
    "plan_band_6_12m": ("GUS HAL FIN UMA YAZ DAN IVY", CP),
    # CAL is at 729 days, DOT at 730.
    "plan_band_1_2y": ("ASH BEA CAL EVE", CP),
    "plan_band_2y_plus": ("DOT", CP),
    # FIN's clock starts with the second plan, 28 days after the first: nine months yesterday.
    "plans_open_9m_plus": (f"{LONG} BEA FIN HAL DAN", CP),
    "plans_open_12m_plus": (f"{LONG} BEA", CP),
    "plans_open_15m_plus": (LONG, CP),
    "plans_long": (LONG, CP),  # local practice calls fifteen months long
    # EVE's 27-day gap is inside the spell: twenty months.
    "plans_open_21m_plus": ("CAL DOT", CP),
    "plans_2y_open": ("DOT", CP),
    "plans_2y_ended": ("GIL", "GIL HUW FIN PIP"),
    "plans_begun": (STARTS, None),
    "plans_ended": ("GIL HUW FIN PIP", None),
    "repeat_plan_ever": (REPEATS, STARTS),
    # IVY's earlier plan ended 24 months to the day before.
    "repeat_plan_24m": (REPEATS, STARTS),
    "repeat_plan_12m": ("FIN DAN", STARTS),
    # IVY's earlier plan was for emotional abuse.
    "repeat_plan_neglect_again": ("FIN DAN", STARTS),
    # JON's earlier plan was another authority's; VAL moved in under one.
    "repeat_plan_any_la": (f"{REPEATS} JON VAL", STARTS),
    # ABE's referral and the first of QUE and of SID are before the year.
    "rereferral_12m": ("QUE", "QUE RAY RAY SID KIM TOM EDY LIZ MAX"),
    # LIZ took 46 working days. MAX's 45th was a Friday, and on the Saturday no 46th has gone by. FAY and ZAC have no
    # referral to count from; EDY is not finished.
    "assessment_45wd": ("TOM KIM ABE MAX", "TOM KIM ABE MAX LIZ"),
    "assessment_open_late": ("EDY", None),
    # VAL moved in; HAL's enquiry cannot be found.
    "icpc_15wd": ("UMA XAN", "UMA XAN WIN"),
    # XAN's is due tomorrow.
    "first_core_group_10wd": ("UMA VAL", "UMA VAL HAL WIN"),
    # Three months on a plan or more: not KIM, NED, ONA and XAN. Overdue: BEA, FIN, HAL, WIN. Once late: CAL, UMA.
    "cp_review_in_timescale": (
        "ASH DOT EVE GUS JON VAL YAZ BOB CAT DAN IVY",
        "ASH BEA CAL DOT EVE FIN GUS HAL JON UMA VAL WIN YAZ BOB CAT DAN IVY",
    ),
    # FIN missed one review in each plan and held one between. ASH's of September 2025 was before the year.
    "cp_reviews_on_time": (
        "ASH CAL DOT DOT EVE EVE FIN GUS JON LEO PIP VAL YAZ BOB CAT DAN DAN IVY",
        "ASH CAL CAL DOT DOT EVE EVE FIN FIN FIN GUS JON LEO PIP VAL YAZ BOB CAT DAN DAN IVY BEA HAL UMA WIN",
    ),
    # NED is not born; XAN's first visit is not due. BEA was seen 16 working days ago, DOT, ONA and WIN never.
    "cp_visit_in_timescale": (
        "ASH CAL EVE FIN GUS HAL JON KIM UMA VAL YAZ BOB CAT DAN IVY",
        "ASH CAL EVE FIN GUS HAL JON KIM UMA VAL YAZ BOB CAT DAN IVY BEA DOT ONA WIN",
    ),
    # The first interval of each plan begun in the year ran out unseen but for LEO's and MIA's; so did LEO's second, and
    # BEA's latest. ASH's runs out today.
    "cp_visits_on_time": (
        "LEO MIA",
        "LEO LEO MIA BEA FIN GUS HAL JON KIM ONA PIP UMA VAL WIN YAZ BOB CAT DAN IVY",
    ),
    # Old enough and an answer recorded: CAL is four, IVY five today.
    "seen_alone": ("ASH YAZ LEO", "ASH YAZ LEO BEA IVY"),
    # Due by today: BEA's two (one of them today), DOT's, three of YAZ's, ABE's. FIN's is of an earlier plan.
    "plan_actions_overdue": ("BEA DOT YAZ ABE", "BEA BEA DOT YAZ YAZ YAZ ABE"),
    "plan_actions_not_met": ("YAZ", "BEA BEA DOT YAZ YAZ YAZ ABE"),
    "cin_plan_9m_plus": (CIN, CIN),
    "cin_plan_12m_plus": ("ABE", CIN),
    # KIM moved once.
    "cin_cp_moves": ("DAN", f"{CP} {CIN}"),
    # ASH's legal planning was before the plan began; EVE had none.
    "legal_planning_by_15m": ("CAL DOT", LONG),
    # ASH: long, no tool, no challenge. CAL: long, grades 4 then 5. DOT: long, an action re-dated twice. EVE: long, no
    # challenge. FIN: repeat, review overdue. UMA: core group overdue, no tool. One flag only: BEA, HAL, WIN, YAZ, BOB,
    # DAN, IVY.
    "drifting": ("ASH CAL DOT EVE FIN UMA", CP),
}

FLAGS = {
    "flag_long_plan": LONG,
    "flag_repeat_plan": REPEATS,
    "flag_review_overdue": "BEA FIN HAL WIN",
    "flag_core_group_overdue": "UMA",
    "flag_action_late": "DOT YAZ",
    "flag_tool_stuck": "ASH CAL UMA",
    "flag_signal_unanswered": "BOB",
    "flag_no_challenge": "ASH EVE",
}


@pytest.fixture(scope="module", autouse=True)
def dozen(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    """The facts of the county, with fourteen months of history."""
    with facts_of(county(), AS_AT, tmp_path_factory.mktemp("dozen"), sqlite_template):
        yield


def names(text: str) -> Counter[str]:
    return Counter(text.split())


def test_every_drift_measure_is_worked_out_here() -> None:
    assert set(EXPECTED) == {key for key, entry in REGISTRY.items() if entry.id.startswith("DD")}


@pytest.mark.parametrize("key", EXPECTED)
def test_measure(key: str) -> None:
    above, below = EXPECTED[key]
    found_above, found_below = counted(key, YEAR, AS_AT)
    assert found_above == names(above)
    if below is not None:
        assert found_below == names(below)
    figure = measure(local_scope(), [key], Filters()).iloc[0]
    assert figure["numerator"] == names(above).total()
    if below is not None:
        assert figure["denominator"] == names(below).total()
        assert figure["value"] == pytest.approx(names(above).total() / names(below).total())


@pytest.mark.parametrize("flag", FLAGS)
def test_flag(flag: str) -> None:
    statement = sa.select(plan_month.c.person_id).where(
        plan_month.c.month == AS_AT, plan_month.c.plan_type == "CP", plan_month.c[flag] == 1
    )
    neglect = set(CP.split())
    found = set(cases(local_scope(), statement)["person_id"]) & neglect
    assert found == set(FLAGS[flag].split())


@pytest.mark.parametrize(
    ("basis", "without"),
    [(Basis.INITIAL, "BEA"), (Basis.LATEST, "CAL")],
)
def test_neglect_by_one_category_only(basis: Basis, without: str) -> None:
    # BEA's plan began as emotional abuse; CAL's is now for physical abuse.
    figure = measure(local_scope(), ["neglect_plans_open"], Filters(basis=basis)).iloc[0]
    assert figure["numerator"] == len(f"{CP} {CIN}".split()) - len(without.split())


def test_a_child_in_the_gap_is_on_no_plan() -> None:
    # On 31 August: GUS was between plans; NED's and XAN's had not begun; LEO, MIA and PIP were still on theirs.
    august = Filters(month=date(2026, 8, 31))
    figure = measure(local_scope(), ["neglect_plans_open"], august).iloc[0]
    on_a_plan = (set(CP.split()) - {"GUS", "NED", "XAN"}) | {"LEO", "MIA", "PIP"} | set(CIN.split())
    assert figure["numerator"] == len(on_a_plan)


def test_a_measure_without_its_population_has_no_rate() -> None:
    figure = measure(local_scope(), ["neglect_rate"], Filters()).iloc[0]
    assert figure[["value", "low", "high"]].isna().all()
