"""The banner says whose data it is, as at when, and how whole; it never fills a gap with a nought."""

from access.scope import Scope, local_scope
from charts.words import counted, number, percent
from queries.holdings import holdings
from tests.conftest import County
from tests.pages.opening import draw, markdown


def banner(scope):
    from pages.parts.banner import banner

    banner(scope)


def test_it_says_what_is_held(small_county: County) -> None:
    held, page = holdings(local_scope()), draw(banner, scope=local_scope())
    words = markdown(page)
    assert words.startswith("All that is held: Synthetic County · as at 31 October 2026 · from synthetic data · ")
    assert f"{counted(held.children, 'child', 'children')} on plans for neglect" in words
    assert f"all recorded for {percent(held.completeness)}" in words
    assert f"{counted(held.rejected, 'row')} of {number(held.read)} refused" in words
    assert held.children > 20
    assert held.rejected > 0


def test_made_up_children_are_called_made_up(small_county: County) -> None:
    assert "made up" in draw(banner, scope=local_scope()).info[0].value


def test_real_records_are_not_called_made_up(referrals: object) -> None:
    page = draw(banner, scope=local_scope())
    assert not page.info
    assert "from CIN census returns · no plans held · " in markdown(page)


def test_a_scope_that_holds_nothing_is_told_so(small_county: County) -> None:
    page = draw(banner, scope=Scope(authorities=(), teams=None, may_open_cases=False, exact=True))
    assert not page.exception
    assert markdown(page).startswith("All that is held: none · as at no date")
