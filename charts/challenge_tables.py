"""The Challenge page's pictures as tables, and what they show in a sentence."""

import pandas as pd

from charts.tables import HIDDEN, told
from charts.words import counted, number, plain


def silence_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Of frame[band, children]."""
    return pd.DataFrame({"Challenged how": rows["band"], "Children": told(rows["children"], rows["children"].isna())})


def stages_table(stages: pd.DataFrame) -> pd.DataFrame:
    """Of frame[name, homes, late, open, in_time]."""
    names = {"in_time": "In time", "late": "Late", "open": "Open past its date"}
    return stages[["name", *names]].rename(columns={"name": "Stage", **names})


def agencies_table(agencies: pd.DataFrame, *, rounded: bool) -> pd.DataFrame:
    """Of frame[agency, raised, closed, changed, to_answer, answered, in_time]. rounded: what is missing is hidden; else
    there is none."""
    heads = {
        "raised": "Raised",
        "closed": "Of theirs, closed",
        "changed": "Plan changed",
        "to_answer": "Theirs to answer",
        "answered": "Answered",
        "in_time": "In time",
    }
    counts = agencies[list(heads)]
    shown = counts.fillna(0) if not rounded else counts.astype(object).where(counts.notna(), HIDDEN)
    return shown.rename(columns=heads).assign(Agency=agencies["agency"].map(plain))[["Agency", *heads.values()]]


def raising(agencies: pd.DataFrame, *, rounded: bool) -> str:
    """Of frame[agency, raised]: how many of the agencies in the log raised any. rounded: those of too few are not
    there, nor are counts of too few."""
    some = int((agencies["raised"] > 0).sum())
    if not rounded:
        return f"{number(some)} of {counted(len(agencies), 'agency', 'agencies')} in the log raised one or more."
    if not some:
        return "How many each agency raised is hidden: too few each."
    return f"Agencies with too few to show are left out; {counted(some, 'agency', 'agencies')} raised more than that."


def in_stages(stages: pd.DataFrame) -> str:
    """Of frame[name, late, open]: at which stage most is late, or still open past its date."""
    if stages.empty:
        return "At which stage escalations wait is hidden, or there were none"
    slow = (stages["late"] + stages["open"]).tolist()
    most = max(slow)
    if not most:
        return "At every stage escalations were answered in time"
    name, whole = (stages[column].tolist()[slow.index(most)] for column in ("name", "homes"))
    return f"Slowest: {name.lower()}. {number(most)} of {number(whole)} late or still open"
