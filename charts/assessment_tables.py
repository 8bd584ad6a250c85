"""The Assessment and supervision page's pictures as tables, and what they show in a sentence."""

import pandas as pd

from charts.tables import HIDDEN, told
from charts.words import listed, number, percent, plain


def days_table(bands: pd.DataFrame) -> pd.DataFrame:
    """Of frame[band, children]."""
    children = told(bands["children"].astype("Int64"), bands["children"].isna())
    return pd.DataFrame({"Working days to the first tool": bands["band"], "Children": children})


def moved_table(moved: pd.DataFrame) -> pd.DataFrame:
    """Of frame[name, homes, worse, same, better]."""
    names = {"worse": "Worse", "same": "No change", "better": "Better", "homes": "Scored twice"}
    counts = {heading: told(moved[column], moved[column].isna()) for column, heading in names.items()}
    return pd.DataFrame({"Care": moved["name"], **counts})


def tools_table(tools: pd.DataFrame) -> pd.DataFrame:
    """Of frame[tool, uses, compared, alike]."""
    heads = {"uses": "Uses for a child", "compared": "Beside a brother or sister", "alike": "Every score alike"}
    counts = {heading: told(tools[name], tools[name].isna()) for name, heading in heads.items()}
    share = (tools["alike"] / tools["compared"].where(tools["compared"] > 0)).map(percent)
    return pd.DataFrame(
        {"Tool": tools["tool"].map(plain), **counts, "Share": share.mask(tools["alike"].isna(), HIDDEN)}
    )


def half_by(bands: pd.DataFrame) -> str:
    """Of frame[band, children], the last of them those with none: in which band the middle child stands; empty where
    any is hidden or nobody is there."""
    counts = bands["children"].astype("Int64")
    if counts.isna().any() or not counts.sum():
        return ""
    middle = bands["band"].iloc[int((counts.cumsum() * 2 >= counts.sum()).to_numpy(dtype=bool).argmax())]
    if middle == bands["band"].iloc[-1]:
        return "Half of them have had none."
    return (
        "For half of them one had been used before."
        if middle == bands["band"].iloc[0]
        else f"The middle child waited {middle} working days."
    )


def moved_most(moved: pd.DataFrame) -> str:
    """Of frame[name, homes, worse, better], all of them first: how many are better and worse in their worst domain."""
    whole = moved.iloc[0]
    if pd.isna(whole["homes"]):
        return "How many children are better or worse is hidden"
    if not whole["homes"]:
        return "Nobody has been scored twice with one tool"
    better, worse = (
        HIDDEN if pd.isna(whole[part]) else percent(whole[part] / whole["homes"]) for part in ("better", "worse")
    )
    return f"Of {number(whole['homes'])} children scored twice, {better} are better, {worse} worse"


def agencies_in_words(agencies: pd.DataFrame) -> str:
    """Of frame[agency, uses]: who completes tools."""
    if agencies.empty:
        return "Which agencies complete them is hidden, or not recorded."
    said = [f"{plain(name)} {number(uses)}" for name, uses in zip(agencies["agency"], agencies["uses"], strict=True)]
    return f"By agency: {listed(said)}."
