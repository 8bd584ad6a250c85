"""From the caseload to the home of the child on a row, in a browser."""

from pathlib import Path

from access.scope import local_scope
from queries.caseload import caseload, home_of
from queries.filters import Filters
from tests.browser.visiting import Visit, at_rest, whole_height
from tests.conftest import County
from tests.pages.opening import CASELOAD


def test_a_row_chosen_shows_why_and_the_children_of_the_home_side_by_side(
    visit: Visit, small_county: County, screens: Path
) -> None:
    children = caseload(local_scope(), Filters()).children
    homes = children["household"].value_counts()
    first = children.iloc[0]
    assert homes.max() > 1
    page = visit.open(CASELOAD)
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 12, box["y"] + 52)
    page.get_by_role("heading", name="Who else lives there?").wait_for()
    at_rest(page)
    said = page.locator("[data-testid=stMain]").inner_text()
    assert first["pseudonym"] in said
    home = home_of(local_scope(), first["person_id"], Filters())
    if len(home) > 1:
        heads = page.locator("[data-testid=stTable] thead th").all_inner_texts()
        assert [head for head in heads if head.strip()] == home["pseudonym"].tolist()
    else:
        assert "No brother or sister is linked" in said
    whole_height(page)
    page.get_by_role("heading", name="What has happened?").wait_for()
    page.get_by_text("missed, late or not done").first.wait_for()
    assert "Rounded to the nearest" not in page.locator("[data-testid=stMain]").inner_text(), "these are children"
    page.wait_for_timeout(1500)
    page.screenshot(path=screens / "caseload-home.png", full_page=True)
