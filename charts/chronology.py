"""What happened to the children of a home, on one line of time: a block of rows a child."""

from collections.abc import Sequence
from datetime import date

import altair as alt
import pandas as pd

from charts.theme import Mode, finish, palette

STEP = 17
"""Pixels: the height of a row."""
PLANS = {"CP": "Child protection plan", "CIN": "Child in need plan"}


def chronology_picture(
    children: pd.DataFrame,
    plans: pd.DataFrame,
    events: pd.DataFrame,
    *,
    lanes: Sequence[str],
    until: date,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
) -> alt.LayerChart:
    """A block of rows a child in the order given: their name, plans as bars, and a row for each kind of event.

    children  frame[pseudonym, age]
    plans     frame[pseudonym, plan_type, began, ended]; a child protection plan is the darker bar
    events    frame[pseudonym, day, lane, words, look]; what is to be looked at is a diamond, all else a dot
    lanes     the rows of every child, plans first; until: the last day shown
    """
    colours = palette(mode)
    order = [f"{child}|{lane}" for child in children["pseudonym"] for lane in ("", *lanes)]
    ages = zip(children["pseudonym"], children["age"], strict=True)
    names = {f"{child}|": _named(child, age) for child, age in ages}
    firsts = [*events["day"], *plans["began"]]
    begins = min(firsts) if firsts else pd.Timestamp(until) - pd.DateOffset(years=1)
    span = alt.Scale(domain=[f"{begins:%Y-%m-%d}", f"{until:%Y-%m-%d}"], nice=False)
    x = alt.X("when:T", scale=span, axis=alt.Axis(title=None, format="%b %Y", tickCount=6))
    heads = "indexof(datum.value, '|') === length(datum.value) - 1"
    label = f"{heads} ? ({_lookup(names)}[datum.value] || datum.value) : split(datum.value, '|')[1]"
    bold = {"condition": {"test": heads, "value": "bold"}, "value": "normal"}
    axis = alt.Axis(
        title=None, labelExpr=label, labelFontWeight=bold, labelLimit=150, labelOverlap=False, domain=False, ticks=False
    )
    y = alt.Y("row:N", scale=alt.Scale(domain=order), sort=order, axis=axis)
    bars = pd.DataFrame(
        {
            "row": plans["pseudonym"] + f"|{lanes[0]}",
            "when": _days(plans["began"]),
            "to": _days(plans["ended"]),
            "words": plans["plan_type"].map(PLANS).fillna(plans["plan_type"]),
        }
    )
    dots = pd.DataFrame(
        {
            "row": events["pseudonym"] + "|" + events["lane"],
            "when": _days(events["day"]),
            "words": events["words"],
            "look": events["look"].astype(bool),
        }
    )
    told = [alt.Tooltip("words:N", title="what"), alt.Tooltip("when:N", title="day")]
    ran = [alt.Tooltip("words:N", title="plan"), alt.Tooltip("when:N", title="from"), alt.Tooltip("to:N", title="to")]
    inks = alt.condition(f"datum.words === '{PLANS['CP']}'", alt.value(colours.focus), alt.value(colours.grey))
    layers: list[alt.Chart] = [
        alt.Chart(bars).mark_bar(height=STEP - 6).encode(x=x, x2="to:T", y=y, color=inks, tooltip=ran)
    ]
    for look, shape, ink, size in ((False, "circle", colours.focus, 22), (True, "diamond", colours.look, 60)):
        mine = dots[dots["look"] == look].drop(columns="look")
        layers.append(
            alt.Chart(mine)
            .mark_point(shape=shape, filled=True, color=ink, size=size, opacity=0.9)
            .encode(x=x, y=y, tooltip=told)
        )
    height = STEP * max(len(order), 1)
    return finish(layers, height=height, title=title, subtitle=subtitle, description=description, mode=mode)


def chronology_table(plans: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """frame[Day, Child, What], the newest first: what the picture shows."""
    begun = pd.DataFrame(
        {
            "day": plans["began"],
            "pseudonym": plans["pseudonym"],
            "words": [
                f"{PLANS.get(kind, kind)}, to {ended:%b %Y}"
                for kind, ended in zip(plans["plan_type"], plans["ended"], strict=True)
            ],
        }
    )
    both = pd.concat([begun, events[["day", "pseudonym", "words"]]]).sort_values(
        ["day", "pseudonym", "words"], ascending=[False, True, True]
    )
    days = [f"{day:%-d %b %Y}" for day in both["day"]]
    return pd.DataFrame({"Day": days, "Child": both["pseudonym"].to_numpy(), "What": both["words"].to_numpy()})


def said_of(events: pd.DataFrame) -> str:
    """The finding in a sentence: how much of what is recorded was missed, late or not done."""
    if events.empty:
        return "Nothing is recorded here of what happened"
    look = int(events["look"].sum())
    return f"{look:,} of {len(events):,} events were missed, late or not done"


def _named(pseudonym: str, age: float | None) -> str:
    return pseudonym if age is None or pd.isna(age) else f"{pseudonym}, aged {age:g}"


def _lookup(names: dict[str, str]) -> str:
    """The names as an object of the chart's own language. Both sides are made of letters, digits and commas."""
    return "{" + ", ".join(f"'{key}': '{name}'" for key, name in names.items()) + "}"


def _days(days: "pd.Series[pd.Timestamp]") -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in days]
