"""Axes that several pictures share."""

from typing import Any

import altair as alt
import pandas as pd

MONTH = 30.4375
"""Days in an average month."""


def days_as_months(days: "pd.Series[float]", title: str = "months since the plan began") -> alt.X:
    """Field `day` from 0 to the longest of `days`, marked every three months (every six past 25 months)."""
    longest = max(float(days.max()) if len(days) else 0.0, 3 * MONTH)
    step = 3 if longest <= 25 * MONTH else 6
    # A quarter's last day may fall a day short of its months.
    months = range(0, int((longest + 1) / MONTH) + 1, step)
    return alt.X(
        "day:Q",
        scale=alt.Scale(domain=[0, longest], nice=False),
        axis=alt.Axis(
            title=title,
            titleAnchor="start",
            zindex=1,
            values=[min(round(month * MONTH, 1), longest) for month in months],
            labelExpr=f"format(datum.value / {MONTH}, '.0f')",
        ),
    )


def written(number_format: str, **options: Any) -> alt.Axis:  # noqa: ANN401 - Altair's own options
    """An untitled axis of values in that d3 format; shares are written "25 %", as everywhere else."""
    if number_format.endswith("%"):
        digits = number_format.removesuffix("%") + "f"
        return alt.Axis(
            title=None, labelExpr=f"datum.value > 1.0001 ? '' : format(datum.value * 100, '{digits}') + ' %'", **options
        )
    return alt.Axis(title=None, format=number_format, **options)
