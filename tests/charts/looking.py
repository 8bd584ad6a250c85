"""Looks into what a chart would send to the browser."""

import pandas as pd

SECRET = "pers_person_id"


def secret(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with a column that must never be sent."""
    return frame.assign(**{SECRET: "C-1"})


def columns_sent(chart):
    """Every column of every data set in the chart's specification."""
    return {column for rows in chart.to_dict()["datasets"].values() for row in rows for column in row}


def layers(spec, mark):
    """The layers drawn with that mark, each with its rows. Data that all layers share stand once, above them."""
    drawn = [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]
    return [(layer, spec["datasets"][layer.get("data", spec.get("data"))["name"]]) for layer in drawn]


def plain(label: str) -> str:
    """A label as it is read: line breaks and no-break spaces as spaces."""
    return label.replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")
