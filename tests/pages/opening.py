"""Opening a page as Streamlit does, without a browser, and reading what it drew."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data.settings import ROOT
from pages.parts.reader import TOKEN
from tests.signing_in import token

OVERVIEW, DRIFT = "", "drift-and-delay"
SIBLINGS = "brothers-and-sisters"
NEURODIVERSITY, DISADVANTAGE = "neurodiversity-and-caring", "where-disadvantages-meet"
HEALTH = "health-and-school"
CHALLENGE = "speaking-up"
ASSESSMENT = "are-tools-used"
STRATEGY = "neglect-strategy"
CASELOAD = "my-caseload"
# Those with filters, and every one that shows figures.
PAGES = (OVERVIEW, DRIFT, SIBLINGS, NEURODIVERSITY, DISADVANTAGE, HEALTH, ASSESSMENT, CHALLENGE)
EVERY_PAGE = (*PAGES, STRATEGY, CASELOAD)
# What stands in an address behind the question mark.
Asked = dict[str, str | list[str]]
# What says, or could help to say, which child a row is about.
NAMES_A_CHILD = {"person_id", "household_key", "team_id"}


@dataclass(frozen=True)
class Drawn:
    """A chart as it is sent to the browser: its accessible name, its specification and every row it carries."""

    name: str
    spec: dict[str, Any]
    rows: list[pd.DataFrame]

    @property
    def columns(self) -> set[str]:
        return {column for frame in self.rows for column in frame.columns}


def open_page(
    address: str, *, opened: tuple[str, ...] = (), signed_in: str | None = None, **asked: str | list[str]
) -> AppTest:
    """The page at the address with `asked` in its query, run once; `opened` are the folds that stand open.

    signed_in: the cookie of who looks; an analyst, who sees everything, unless given
    """
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    # Pages are functions, which `switch_page` cannot reach: the address is looked up by its hash.
    page._page_hash = calc_hash(address)
    for name, value in asked.items():
        page.query_params[name] = value
    for key in opened:
        page.session_state[key] = True
    page.session_state[TOKEN] = signed_in or token()
    return page.run()


def press(page: AppTest, label: str) -> AppTest:
    """Press the button with these words."""
    return next(button for button in page.button if button.label == label).click().run()


def opened_well(page: AppTest) -> AppTest:
    """The page, once it is sure that it drew itself to the end, under one first heading."""
    assert not page.exception, [(fault.message, fault.stack_trace) for fault in page.exception]
    assert len(page.title) == 1
    return page


def markdown(page: AppTest) -> str:
    """Every paragraph of the page, one a line."""
    return "\n".join(element.value for element in page.markdown)


def drawn(page: AppTest) -> list[Drawn]:
    """The page's charts in order."""
    return [_drawn(element.proto) for element in page.get("vega_lite_chart")]


def _drawn(proto: Any) -> Drawn:
    spec = json.loads(proto.spec)
    sent = [dataset.data.data for dataset in proto.datasets] + ([proto.data.data] if proto.data.data else [])
    rows = [pa.ipc.open_stream(BytesIO(block)).read_all().to_pandas() for block in sent]
    rows += [pd.DataFrame(values) for values in spec.get("datasets", {}).values()]
    within = [layer.get("data", {}).get("values") for layer in (spec, *spec.get("layer", []))]
    rows += [pd.DataFrame(values) for values in within if values is not None]
    return Drawn(proto.alt or spec.get("description", ""), spec, rows)


def draw(script: Callable[..., None], asked: Asked | None = None, **given: Any) -> AppTest:
    """A part of a page alone: `script` is a function whose text is run, so it imports what it needs."""
    page = AppTest.from_function(script, default_timeout=60, kwargs=given)
    for name, value in (asked or {}).items():
        page.query_params[name] = value
    return page.run()


def counts_shown(page: AppTest) -> list[float]:
    """Every count of children, homes or records that a page's charts and tables carry, but for those of its list."""
    counts = [
        count
        for chart in drawn(page)
        for frame in chart.rows
        for name in frame.columns.intersection(["numerator", "denominator", "children", "count"])
        for count in pd.to_numeric(frame[name], errors="coerce").dropna()
    ]
    for table in page.table:
        cells = pd.Series(table.value.iloc[:, 1:].to_numpy().ravel())
        counts += pd.to_numeric(cells, errors="coerce").dropna().tolist()
    return [float(count) for count in counts]
