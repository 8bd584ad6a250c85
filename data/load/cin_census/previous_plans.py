"""How many child protection plans a child had before each: the census asks for it, the dataset has no column.

It is the only count of repeat plans that reaches back beyond the years loaded.
"""

import pandas as pd
from sqlalchemy import and_, bindparam, delete

from data.load.bulk import insert_frame
from data.load.cin_census.faults import Report
from data.load.cin_census.rows import PREVIOUS_PLANS, Row, day_of
from data.load.ledger import Load
from data.load.values import as_whole_numbers
from data.records import metadata

previous_plans = metadata.tables[PREVIOUS_PLANS]
# A child has at most a handful; more is a slip of the keyboard.
MOST_PREVIOUS = 99


def write_previous_plans(
    load: Load, authority: str, rows: list[Row], plans: pd.DataFrame, prefix: str, report: Report
) -> None:
    """Write the counts that belong to `plans`, the plans just written: they stand or go with their plan."""
    told = pd.DataFrame(
        {
            "person_id": [prefix + row.child for row in rows],
            "plan_start": [day_of(row.values["plan_start"]) for row in rows],
            "previous_plans": _counts(rows, report),
        }
    ).drop_duplicates(["person_id", "plan_start"])
    owners = plans[["cppl_person_id", "cppl_cp_plan_start_date"]].set_axis(["person_id", "plan_start"], axis=1)
    if owners.empty:
        return
    its = and_(previous_plans.c.person_id == bindparam("whose"), previous_plans.c.plan_start == bindparam("start"))
    keys = [{"whose": whose, "start": start.date()} for whose, start in owners.itertuples(index=False)]
    load.connection.execute(delete(previous_plans).where(its), keys)
    kept = owners.merge(told, on=["person_id", "plan_start"]).dropna(subset=["previous_plans"])
    insert_frame(load.connection, previous_plans, kept.assign(authority_code=authority))
    load.count(PREVIOUS_PLANS, read=len(kept), kept=len(kept))


def _counts(rows: list[Row], report: Report) -> pd.Series:
    """The counts as numbers; one that cannot be right is empty and reported."""
    counts, unreadable = as_whole_numbers(pd.Series([row.values["previous_plans"] for row in rows], dtype=object))
    wrong = unreadable | counts.lt(0).fillna(False) | counts.gt(MOST_PREVIOUS).fillna(False)
    for row, is_wrong in zip(rows, wrong, strict=True):
        if is_wrong:
            report.query(
                "ssd_cp_plans",
                f"This is not a whole number from 0 to {MOST_PREVIOUS}; left as not recorded. Correct it at source.",
                child=row.child,
                line=row.line,
                field="NumberOfPreviousCPP",
                value=row.values["previous_plans"],
            )
    return counts.mask(wrong.astype(bool))
