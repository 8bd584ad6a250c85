"""The least a Streamlit page can be: one select box, one chart. What the Drift page's repaint is measured against."""

import gc

import altair as alt
import pandas as pd
import streamlit as st

YEARS = range(2021, 2027)
NAMES = ("January", "February", "March", "April", "May", "June")
NAMES += ("July", "August", "September", "October", "November", "December")
MONTHS = [f"{name} {year}" for year in reversed(YEARS) for name in reversed(NAMES)]


@st.cache_resource
def settle_memory() -> None:
    """What the product's server does too: what is imported for good is taken out of the collector's way, once."""
    gc.collect()
    gc.freeze()


settle_memory()
month = st.selectbox("As at the end of", MONTHS, key="month")
place = MONTHS.index(month)
cases = pd.DataFrame({"month": NAMES, "cases": [(place * 7 + number * 3) % 23 + 5 for number in range(len(NAMES))]})
chart = (
    alt.Chart(cases, title=f"Cases: {month}")
    .mark_bar()
    .encode(x=alt.X("month:N", sort=NAMES), y="cases:Q", tooltip=["month", "cases"])
)
st.altair_chart(chart, key="chart_bare")
