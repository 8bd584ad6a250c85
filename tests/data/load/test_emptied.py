"""A source read while it is being rebuilt is empty: it takes nothing out of the records."""

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.load.ledger import Refused
from tests.data.load.sources import county, everything, frames_of, loaded, person, same


@pytest.mark.parametrize(
    ("emptied", "says"),
    [
        (["ssd_person"], "holds no child that can be kept"),
        (["ssd_cp_plans", "ssd_cin_plans"], "holds no plan, and the"),
    ],
)
def test_a_source_that_has_been_emptied_is_refused_and_the_records_stay(
    records_engine: Engine, emptied: list[str], says: str
) -> None:
    frames = county(3)
    loaded(records_engine, frames)
    before = everything(records_engine)
    empty: dict[str, pd.DataFrame] = {name: frames[name].head(0) for name in emptied if name in frames}
    with pytest.raises(Refused, match=says):
        loaded(records_engine, frames | empty)
    assert same(before, everything(records_engine))


def test_an_authority_that_never_had_plans_may_have_none(records_engine: Engine) -> None:
    loaded(records_engine, frames_of(ssd_person=[person(1)]))
