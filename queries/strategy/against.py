"""Figures held against the strategy's targets, and figures frozen as the evidence of scrutiny."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from access.scope import Scope
from queries.filters import Filters
from queries.headlines import Headline, headlines, is_worse
from queries.holdings import holdings
from queries.indicators import REGISTRY, Kind
from queries.measure import Period, measure
from queries.strategy.keep import Item
from queries.strategy.targets import Standing, Target, of_everybody, on_target_scale, standing_of, target_for, targets

MONTHS = 25


@dataclass(frozen=True)
class Stood:
    """One target with the figure it is for.

    value, due  on the scale of targets (shares in per cent): the figure now, and what it should have come to by now;
                None where there is none, or it is hidden
    """

    target: Target
    headline: Headline
    standing: Standing
    value: float | None
    due: float | None

    @property
    def percents(self) -> bool:
        """Whether the scale of its target is per cent."""
        return self.headline.entry.kind is Kind.SHARE

    @property
    def worse(self) -> bool:
        """Whether the figure is worse than a year ago, as far as its counts can tell."""
        return is_worse(self.headline)

    @property
    def mark(self) -> str:
        """What stands after a value of it."""
        return " %" if self.percents else ""

    @property
    def goal(self) -> float:
        """Where its course ends; nought for a range or a draft without a value, which have no course."""
        return self.target.goal or 0.0


def agreed(stood: Sequence[Stood]) -> list[Stood]:
    """Those whose target is agreed and in force in the figure's month."""
    return [one for one in stood if one.target.in_force(one.headline.month)]


def on_course(stood: Sequence[Stood]) -> list[Stood]:
    """Those agreed with a course to take."""
    return [one for one in agreed(stood) if one.target.steps]


def against_targets(scope: Scope, filters: Filters) -> list[Stood]:
    """Each measure that has a target, one target a measure: the agreed ones first, in the catalogue's order.

    Targets are for everybody they were agreed for: with a filter the figure is of fewer, and nothing is judged.
    """
    kept = [target for target in targets(scope) if target.measure in REGISTRY]
    figures = headlines(scope, list(dict.fromkeys(target.measure for target in kept)), filters)
    found = []
    for key, figure in figures.items():
        target = target_for(kept, key, figure.month)
        if target is not None:
            judged = standing_of(target, figure) if of_everybody(filters) else Standing.NOT_JUDGED
            value = on_target_scale(figure.entry, figure.value)
            found.append(Stood(target, figure, judged, value, target.due(figure.month)))
    places = list(REGISTRY)
    return sorted(found, key=lambda one: (not one.target.agreed, places.index(one.target.measure)))


def courses(scope: Scope, filters: Filters, stood: Sequence[Stood]) -> pd.DataFrame:
    """frame[measure, name, month, value, due]: of agreed targets with a course to take, the figure month by month (each
    of the twelve months to it) and what it should have come to. Missing before the course began, and where hidden."""
    chosen = {one.target.measure: one for one in on_course(stood)}
    if not chosen:
        return pd.DataFrame(columns=["measure", "name", "month", "value", "due"])
    frame = measure(scope, list(chosen), filters, period=Period.TWELVE_MONTHS, months=MONTHS)
    rows = frame[["key", "month", "value"]].rename(columns={"key": "measure"})
    rows["name"] = rows["measure"].map({key: one.headline.entry.name for key, one in chosen.items()})
    rows["value"] = [
        on_target_scale(REGISTRY[key], None if pd.isna(value) else float(value))
        for key, value in zip(rows["measure"], rows["value"], strict=True)
    ]
    rows["due"] = [
        chosen[key].target.due(pd.Timestamp(month).date())
        for key, month in zip(rows["measure"], rows["month"], strict=True)
    ]
    return rows.astype({"value": "float64", "due": "float64"}).reset_index(drop=True)


def to_freeze(scope: Scope, measures: Sequence[str]) -> list[dict[str, object]]:
    """What the measures stand at, to be kept with scrutiny: as a board sees them, whoever keeps them, because whoever
    reads the strategy reads this. One a measure: measure, name, value (shares 0 to 1), numerator, denominator, month,
    as_at; the last four and value are None where it is not recorded or is hidden."""
    shown = scope.as_a_board()
    held = holdings(shown)
    return [
        {
            "measure": key,
            "name": figure.entry.name,
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "month": figure.month.isoformat(),
            "as_at": held.as_at.isoformat() if held.as_at else None,
        }
        for key, figure in headlines(shown, list(measures), Filters()).items()
    ]


def with_evidence(scope: Scope, item: Item) -> dict[str, object]:
    """A scrutiny activity's values with what its measures stand at now; whatever was frozen before stays in its earlier
    versions."""
    measures = item.values["measures"]
    return dict(item.values) | {"evidence": to_freeze(scope, measures if isinstance(measures, list) else [])}


def evidence_of(item: Item) -> pd.DataFrame:
    """What is frozen with a scrutiny activity: frame[name, value, numerator, denominator, month], shares 0 to 1."""
    frozen = item.values["evidence"]
    columns = ["name", "value", "numerator", "denominator", "month"]
    return pd.DataFrame(frozen if isinstance(frozen, list) else [], columns=columns)


def as_frame(stood: Sequence[Stood]) -> pd.DataFrame:
    """A row a target, in order: frame[id, name, value, wanted, due, standing, status, owner, percents, hidden, least,
    rounded, worse, last_day].

    value, due   on the scale of targets; percents: whether that is per cent; rounded: of rounded counts
    least        what a hidden figure is at least, where that may be told
    wanted       in words; worse: whether the figure is worse than a year ago
    """
    return pd.DataFrame(
        [
            {
                "id": one.headline.entry.id,
                "name": one.headline.entry.name,
                "value": one.value,
                "wanted": one.target.in_words(),
                "due": one.due if one.target.steps else None,
                "standing": str(one.standing),
                "status": one.target.status,
                "owner": one.target.item.words("owner"),
                "percents": one.percents,
                "hidden": bool(one.headline.mark),
                "least": on_target_scale(one.headline.entry, one.headline.at_least),
                "rounded": one.headline.rounded,
                "worse": one.worse,
                "last_day": one.target.last,
            }
            for one in stood
        ],
        columns=[
            "id",
            "name",
            "value",
            "wanted",
            "due",
            "standing",
            "status",
            "owner",
            "percents",
            "hidden",
            "least",
            "rounded",
            "worse",
            "last_day",
        ],
    ).astype({"value": "float64", "due": "float64", "least": "float64"})
