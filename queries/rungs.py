"""Children on the rungs of a ladder, as a scope may see them."""

from collections.abc import Sequence

import sqlalchemy as sa
from pandas.api.extensions import ExtensionArray

from access.scope import Scope
from queries.disclosure import rounded_counts
from queries.door import ask


def on_rungs(
    scope: Scope,
    table: sa.Table,
    rung: sa.ColumnElement[int],
    rungs: int,
    rows: Sequence[sa.ColumnElement[bool]],
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
        # Were a nought shown, a rung that is hidden would be one or more: with the others and the total known to two
        # children each, it could be told to be one.
        children = rounded_counts(children, counted["households"], nought=False)
    return children.array
