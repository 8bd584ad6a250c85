"""Words and frames for the charts."""

import numpy as np
import pandas as pd
import pytest

from tests.charts.looking import secret


@pytest.fixture
def words():
    return {"title": "The finding", "subtitle": "what is plotted", "description": "What a listener needs to know."}


@pytest.fixture
def months():
    return pd.date_range("2024-11-01", periods=24, freq="MS")


@pytest.fixture
def monthly(months):
    """An XmR chart's frame: two bases, one improvement, one month missing."""
    value = np.where(np.arange(24) % 2, 0.72, 0.68)
    value[20] = 0.95
    value[5] = np.nan
    frame = pd.DataFrame({"month": months, "value": value, "mean": 0.7, "lower": 0.6, "upper": 0.8})
    frame["point"] = np.where(frame["value"] > 0.9, "improvement", "common")
    return secret(frame.assign(base=np.repeat([0, 1], 12), near_lower=0.63))
