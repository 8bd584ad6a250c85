"""What the Neurodiversity and caring page asks: what is recorded, plans like with like, and who was asked about "
"caring."""

from datetime import date, timedelta

import pandas as pd
import pytest

from access.scope import NotAllowed, Scope, local_scope
from queries.filters import Filters, Population
from queries.measure import measure
from queries.methods.survival import kaplan_meier, median
from queries.neurodiversity import (
    ALL,
    CHILD,
    DIAGNOSED,
    NEVER,
    NO_STATUS,
    NOTHING,
    OTHERS,
    PARENT,
    SOME,
    STATUSES,
    WAITING,
    homes_by_caring,
    plans_like_with_like,
    status_counts,
)
from tests.conftest import County
from tests.queries.by_hand import Row, happening, household, plan, put_in_force

EVERYTHING = local_scope()
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)


# --- What is recorded ---


def of_status(status: str, count: int, recorded: int = 1, homes: int = 100) -> list[Row]:
    return [
        plan(
            f"{status}{recorded}{n}",
            household_key=f"{status}{recorded}{n % homes}",
            neurodivergence=status,
            needs_recorded=recorded,
        )
        for n in range(count)
    ]


def test_each_child_is_under_one_status_and_nothing_recorded_is_apart(facts_url: str) -> None:
    rows = [
        *of_status("Diagnosed", 3),
        *of_status("Suspected", 2),
        *of_status("Not recorded", 4),
        *of_status("Not recorded", 5, recorded=0),
        *(row | {"neglect_initial": 0, "neglect_latest": 0} for row in of_status("On a pathway", 2)),
    ]
    put_in_force(facts_url, plans=rows)
    found = status_counts(EVERYTHING, Filters()).set_index("band")
    assert found["children"].to_dict() == {
        "Diagnosed": 3,
        "On a pathway": 0,
        "Suspected": 2,
        "Disability recorded": 0,
        NO_STATUS: 4,
        NOTHING: 5,
    }
    assert found.index[found["past"]].tolist() == [NOTHING]


def test_the_statuses_add_up_to_the_children_on_plans(small_county: County) -> None:
    for filters in (Filters(), Filters(month=date(2025, 3, 31)), Filters(population=Population.ALL_CP)):
        found = status_counts(EVERYTHING, filters)
        share = measure(EVERYTHING, ["neurodivergent_share", "needs_recorded"], filters).set_index("key")
        assert found["children"].sum() == share.loc["neurodivergent_share", "denominator"]
        assert found.loc[found["band"].isin(STATUSES[:3]), "children"].sum() == share["numerator"].iloc[0]


def test_a_board_sees_statuses_rounded_and_few_children_or_homes_not_at_all(facts_url: str) -> None:
    rows = [*of_status("Diagnosed", 13), *of_status("Suspected", 7), *of_status("Not recorded", 12, homes=2)]
    put_in_force(facts_url, plans=rows)
    found = status_counts(BOARD, Filters()).set_index("band")["children"]
    assert found["Diagnosed"] == 15
    # A nought of one status would say of somebody else what they are not.
    assert pd.isna(found["On a pathway"])
    assert pd.isna(found["Suspected"])
    assert pd.isna(found[NO_STATUS])


def test_a_board_does_not_cross_status_with_two_more(facts_url: str) -> None:
    put_in_force(facts_url, plans=of_status("Diagnosed", 13))
    crossed = Filters(sexes=("Female",), age_bands=("5 to 9",))
    for question in (status_counts, plans_like_with_like):
        with pytest.raises(NotAllowed):
            question(BOARD, crossed)


# --- Like with like ---


def begun(status: str, age: str, lasted: range, start: str = "2024-01-01") -> list[Row]:
    first = date.fromisoformat(start)
    return [
        happening(
            "plan_start",
            start,
            f"{status}{age}{days}",
            household_key=f"{status}{age}{days}",
            done_date=first + timedelta(days=days),
            outcome="Closed",
            neurodivergence=status,
            age_band=age,
        )
        for days in lasted
    ]


def of_two_ages() -> list[Row]:
    """Young children's plans last 101 to 120 days, old children's 301 to 320, whatever is recorded of them; 16 of 21
    diagnosed are old, and 10 of 50 others. Of all 71, 26 are old."""
    return [
        *begun("Diagnosed", "1 to 4", range(101, 121, 4)),
        *begun("Diagnosed", "10 to 15", range(301, 317)),
        *begun("Not recorded", "1 to 4", range(101, 121)),
        *begun("Disability recorded", "1 to 4", range(101, 121)),
        *begun("Not recorded", "10 to 15", range(301, 311)),
    ]


def test_groups_that_differ_in_age_alone_are_alike_once_their_ages_are(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], events=of_two_ages())
    found = plans_like_with_like(EVERYTHING, Filters())
    assert found.ages == ("1 to 4", "10 to 15")
    half = found.survival.medians.set_index("cohort")["median"]
    # A plain curve would say 308 days of diagnosed children, and 114 of others.
    own = [row["done_date"] - row["event_date"] for row in of_two_ages() if row["neurodivergence"] == "Diagnosed"]
    plain = median(kaplan_meier([0] * len(own), [one.days for one in own], [True] * len(own)))
    assert plain.days is not None
    assert plain.days > 300
    assert half[DIAGNOSED] < 120
    assert half[OTHERS] < 121
    assert found.times.value == pytest.approx(1, abs=0.1)
    assert found.beyond in (False, None)


def test_a_group_that_stays_longer_at_every_age_is_seen_to(facts_url: str) -> None:
    rows = [
        *begun("Diagnosed", "1 to 4", range(300, 330)),
        *begun("On a pathway", "1 to 4", range(100, 115)),
        *begun("Suspected", "1 to 4", range(115, 130)),
        *begun("Not recorded", "1 to 4", range(100, 130)),
    ]
    put_in_force(facts_url, plans=[plan("P1")], events=rows)
    found = plans_like_with_like(EVERYTHING, Filters())
    assert found.survival.curves.groupby("cohort", sort=False)["kind"].first().to_dict() == {
        DIAGNOSED: "focus",
        WAITING: "period",
        OTHERS: "before",
    }
    assert found.survival.medians["begun"].tolist() == [30, 30, 30]
    assert found.times.value == pytest.approx(314 / 114, rel=0.02)
    assert found.beyond is True
    assert found.times.low is not None
    assert found.times.low > 2


def test_one_group_alone_is_compared_with_nobody(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], events=begun("Not recorded", "1 to 4", range(100, 130)))
    found = plans_like_with_like(EVERYTHING, Filters())
    assert found.survival.curves.empty
    assert found.times.value is None
    assert found.beyond is None


def test_a_board_sees_months_and_rounded_counts_and_no_interval(facts_url: str) -> None:
    rows = [*begun("Diagnosed", "1 to 4", range(300, 960, 20)), *begun("Not recorded", "1 to 4", range(100, 520, 10))]
    put_in_force(facts_url, plans=[plan("P1")], events=rows)
    found = plans_like_with_like(BOARD, Filters())
    assert found.survival.medians[["low", "high"]].isna().all(axis=None)
    assert found.survival.curves[["low", "high"]].isna().all(axis=None)
    assert found.survival.medians["begun"].tolist() == [35, 40]
    # The seventh quarter of a year and the fourth, in whole days: the first shown by which half had ended.
    assert found.survival.medians["median"].tolist() == [639, 365]
    assert (found.survival.at_risk["at_risk"].dropna() % 5 == 0).all()
    assert (found.times.low, found.times.high) == (None, None)
    assert found.times.value == round(found.times.value or 0, 1)
    assert found.beyond is True
    shares = found.survival.curves.loc[found.survival.curves["cohort"] == DIAGNOSED, "open_share"] * 35
    assert (abs(shares / 5 - (shares / 5).round()) < 1e-9).all()


# --- Who was asked about caring ---


def home(number: int, due: int, in_date: int, never: int, for_child: int = 1) -> Row:
    return household(
        f"home {number}", caring_due=due, caring_in_date=in_date, caring_never=never, caring_for_child=for_child
    )


def test_each_home_is_in_one_state(facts_url: str) -> None:
    rows = [
        home(1, 1, 0, 1),
        home(2, 2, 0, 2),
        home(3, 2, 1, 1),
        home(4, 1, 0, 0),
        home(5, 3, 3, 0),
        home(6, 2, 0, 2, for_child=0),
        household("nobody to ask"),
        household("before the feed", caring_due=1, caring_for_child=1),
    ]
    put_in_force(facts_url, households=rows)
    found = homes_by_caring(EVERYTHING, Filters()).set_index(["why", "state"])["homes"]
    assert found.to_dict() == {
        (CHILD, NEVER): 2,
        (CHILD, SOME): 2,
        (CHILD, ALL): 1,
        (PARENT, NEVER): 1,
        (PARENT, SOME): 0,
        (PARENT, ALL): 0,
    }


def test_a_board_sees_homes_rounded_and_few_of_them_not_at_all(facts_url: str) -> None:
    rows = [*(home(n, 1, 0, 1) for n in range(12)), *(home(100 + n, 1, 1, 0) for n in range(7))]
    put_in_force(facts_url, households=rows)
    found = homes_by_caring(BOARD, Filters()).set_index(["why", "state"])["homes"]
    assert found[CHILD, NEVER] == 10
    # Of a few and of none: were the none told, the few would be known to be some.
    assert pd.isna(found[CHILD, SOME])
    assert pd.isna(found[CHILD, ALL])


def test_where_there_is_no_home_at_all_a_board_is_told_so(facts_url: str) -> None:
    put_in_force(facts_url, households=[home(1, 0, 0, 0)])
    assert homes_by_caring(BOARD, Filters())["homes"].eq(0).all()


def test_the_homes_add_up_to_the_figures(small_county: County) -> None:
    found = homes_by_caring(EVERYTHING, Filters())
    figures = measure(EVERYTHING, ["caring_homes_in_date", "caring_homes_never"], Filters()).set_index("key")
    assert found["homes"].sum() == figures.loc["caring_homes_never", "denominator"]
    assert found.loc[found["state"] == NEVER, "homes"].sum() == figures.loc["caring_homes_never", "numerator"]
    assert found.loc[found["state"] == ALL, "homes"].sum() == figures.loc["caring_homes_in_date", "numerator"]
