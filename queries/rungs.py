"""Children on the rungs of a ladder, as a scope may see them."""

from collections.abc import Sequence

import sqlalchemy as sa
from pandas.api.extensions import ExtensionArray

from access.scope import Scope
from queries.disclosure import nought_of_parts, rounded_counts
from queries.door import ask
from queries.filters import Filters


def on_rungs(
    scope: Scope,
    table: sa.Table,
    rung: sa.ColumnElement[int],
    rungs: int,
    rows: Sequence[sa.ColumnElement[bool]],
    filters: Filters,
) -> ExtensionArray:
    """How many of the rows stand on each rung, from the first; missing where hidden from the scope.

    rung: the number of a row's rung, from 0; rows: what chooses them, all of `table`; rungs: how many there are
    """
    counted = (
        ask(
            scope,
            sa.select(
                rung.label("rung"),
                sa.func.count().label("children"),
                sa.func.count(sa.distinct(table.c.household_key)).label("households"),
            )
            .where(*rows)
            .group_by(rung),
        )
        .set_index("rung")
        .reindex(range(rungs), fill_value=0)
    )
    children = counted["children"].astype("Int64")
    if not scope.exact:
        nought = nought_of_parts(filters, children.sum())
        children = rounded_counts(children, counted["households"], nought=nought)
    return children.array
