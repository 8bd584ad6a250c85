"""What the Challenge page asks besides its headline figures: stages of the policy, who raises, who answers."""

from collections.abc import Mapping

import pandas as pd

from access.scope import Scope
from queries.filters import Filters
from queries.headlines import Headline
from queries.measure import measure

# How a drifting plan can be challenged, in the order shown; then that it was not.
SPOKEN = {
    "drift_supervised": "Taken to reflective supervision",
    "drift_midpoint": "Chair's mid-point review",
    "drift_escalated": "Escalated",
    "drift_questioned": "Challenge recorded",
    "drift_without_challenge": "None of these",
}
ESCALATION = ("escalations_per_100_plans", "escalations_open_late", "escalation_in_timescale", "escalation_outcome")
CONTACT = ("named_contact_present", "named_contact_missing", "contact_restated", "contact_restated_cp")
# Every figure of the page, asked for together: one question to each fact table.
FIGURES = ("neglect_plans_open", "drifting", *SPOKEN, *ESCALATION, *CONTACT)
_COUNTS = ["numerator", "denominator"]


def silence(figures: Mapping[str, Headline]) -> pd.DataFrame:
    """Drifting plans by who has challenged them: frame[band, children, past]; past marks those nobody has. A plan can
    be in more than one row, but for the last. children is missing where hidden or not recorded."""
    told = [(words, figures[key].numerator, key == "drift_without_challenge") for key, words in SPOKEN.items()]
    return pd.DataFrame(told, columns=["band", "children", "past"]).astype({"children": "Int64"})


def by_stage(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Escalations of the twelve months by stage of the policy: frame[name, homes, late, open, in_time], from the first
    stage. homes: how many escalations: those closed in the period, and those raised in it, still open past their date.

    Stages whose counts are hidden from the scope are left out: a part without its whole would be drawn at a guess.
    """
    keys = ("escalation_in_timescale", "escalations_open_late")
    frame = measure(scope, keys, filters, by=["stage"])
    closed, raised = (frame[frame["key"] == key].set_index("stage")[_COUNTS] for key in keys)
    stages = closed.add_suffix("_closed").join(raised.add_suffix("_raised"), how="outer")
    in_time, ended, late_open = (
        stages[name].astype("Int64") for name in ("numerator_closed", "denominator_closed", "numerator_raised")
    )
    told = pd.DataFrame({"late": ended - in_time, "open": late_open, "in_time": in_time}).dropna()
    told["homes"] = told.sum(axis=1)
    told = told[told["homes"] > 0].sort_index()
    told.insert(0, "name", [f"Stage {int(stage)}" for stage in told.index])
    return told.reset_index(drop=True)


def by_agency(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Escalations of the twelve months by agency: frame[agency, raised, closed, changed, to_answer, answered, in_time].

    raised       those it raised; closed, changed: of those it raised, closed in the period, and with the plan changed
    to_answer    those raised to it; answered, in_time: of those raised to it, closed in the period, and in time
    Missing where hidden. In order of name: never a league table. For a scope that is not exact, agencies of which
    nothing can be shown are left out, those with none as those with a few.
    """
    by = _raised_and_closed(scope, filters, "raised_by", "escalation_outcome", ("raised", "closed", "changed"))
    to = _raised_and_closed(
        scope, filters, "raised_to", "escalation_in_timescale", ("to_answer", "answered", "in_time")
    )
    both = by.join(to, how="outer").sort_index().astype("Int64")
    if not scope.exact:
        both = both.dropna(how="all")
    return both.rename_axis("agency").reset_index()


def _raised_and_closed(
    scope: Scope, filters: Filters, side: str, key: str, names: tuple[str, str, str]
) -> pd.DataFrame:
    """By agency, under the names given: how many were raised, how many closed, and how many of those `key` counts."""
    frame = measure(scope, ["escalations_open_late", key], filters, by=[side])
    raised, ended = (frame[frame["key"] == one].set_index(side)[_COUNTS] for one in ("escalations_open_late", key))
    told = pd.concat([raised["denominator"], ended["denominator"], ended["numerator"]], axis=1)
    return told.set_axis(list(names), axis=1)
