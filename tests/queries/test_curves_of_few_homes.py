"""Plans of two families are two families, however many they are: curves do not tell of them."""

from queries.drift import ended_so_far, plan_ends, plan_survival
from queries.filters import Filters
from tests.queries.by_hand import plan, put_in_force
from tests.queries.test_drift import ROUNDED, in_homes, ten


def test_a_point_of_a_curve_with_two_families_on_one_side_is_left_out(facts_url: str) -> None:
    """Of 40 plans 20 last longer than 100 days, all of two families: however many they are, they are two families."""
    gone = in_homes([*ten("2024-03-01", 100), *ten("2024-03-02", 100)])
    left = [*ten("2024-03-03", None), *ten("2024-03-04", None)]
    two = [row | {"household_key": f"home {number % 2}"} for number, row in enumerate(left)]
    for still, told in ((in_homes(left), True), (two, False)):
        put_in_force(facts_url, plans=[plan("P1")], events=[*gone, *still])
        found = plan_survival(ROUNDED, Filters())
        curve = found.curves[found.curves["cohort"] == "begun in 2024"]
        assert bool((curve["day"] > 100).any()) == told
        at_risk = found.at_risk[found.at_risk["cohort"] == "begun in 2024"].set_index("day")["at_risk"]
        assert at_risk[[0, 91]].tolist() == [40, 40]
        assert at_risk[at_risk.index > 100].dropna().tolist() == ([20, 20, 20, 20] if told else [])


def test_ways_of_ending_of_two_families_are_put_with_others(facts_url: str) -> None:
    """Ten of forty plans ended in care, all of two families."""
    care = [row | {"household_key": f"home {n % 2}"} for n, row in enumerate(ten("2025-03-01", 60, "Into care"))]
    rest = [*ten("2025-03-02", 60), *ten("2025-03-03", None), *ten("2025-03-04", None)]
    put_in_force(facts_url, plans=[plan("P1")], events=[*care, *in_homes(rest)])
    so_far = ended_so_far(plan_ends(ROUNDED, Filters()))
    assert so_far.isna().to_dict() == {"Closed": False, "Other ways": True}
