"""Care home by home: one mark a child on the scale of grades, joined by home, widest difference first.

For readers who may see single homes. No difference is not drawn as fine: homes where every child is badly cared for
stand at the foot, in the same colour as those whose children are far apart.
"""

import altair as alt
import pandas as pd

from charts.theme import LABEL_SIZE, Mode, Palette, finish, palette
from charts.words import counted

HEIGHT = 340
BEST, WORST, UNSCORED = 1, 5, 6
HIGHEST_WORDS, LINE = -0.35, 0.32
"""Where over the scale the names of groups stand, in grades: each a line lower than the one before."""
STACKED = 0.17
"""Grades by which marks of children at one grade of one home are set apart, so that each can be counted."""


def care_by_home(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
) -> alt.LayerChart:
    """Marks joined by a line for each home, on grades from 1, at the top, to 5.

    frame, one row a home: place (0, 1, ... from the left), grades (a list), gap, look ("unequal" and "poor" are pointed
    at), domain, unscored (children who are not among the grades: hollow marks under the scale). Nothing in it says
    whose home it is. Width follows the page; 340 pixels high.
    """
    colours = palette(mode)
    marks = _marks(frame)
    x = alt.X("place:Q", axis=None, scale=alt.Scale(domain=[-1, max(len(frame), 10)], nice=False))
    y = alt.Scale(domain=[-0.6, UNSCORED + 0.4], reverse=True, nice=False)
    names = {BEST: "1 best", WORST: "5 worst", UNSCORED: "no score"}
    written = " : ".join(f"datum.value == {grade} ? '{words}'" for grade, words in names.items())
    axis = alt.Axis(title=None, values=[*range(BEST, UNSCORED + 1)], labelExpr=f"{written} : datum.value", grid=True)
    band = pd.DataFrame({"from": [3.5], "to": [5.5]})
    layers: list[alt.Chart] = [
        alt.Chart(band).mark_rect(color=colours.band).encode(y=alt.Y("from:Q", scale=y, axis=axis), y2="to:Q")
    ]
    for look, colour, size in _looks(colours):
        joined = alt.Chart(_spans(marks[(marks["look"] == look) & (marks["grade"] < UNSCORED)]))
        layers.append(
            joined.mark_rule(color=colour, strokeWidth=1.5).encode(
                x=x, y=alt.Y("best:Q", scale=y, axis=axis), y2="worst:Q"
            )
        )
        rows = alt.Chart(marks[(marks["look"] == look) & (marks["grade"] < UNSCORED)])
        tooltip = [
            alt.Tooltip("grade:Q", title="grade"),
            alt.Tooltip("domain:N"),
            alt.Tooltip("gap:Q", title="grades apart"),
        ]
        shape = "circle" if look == "other" else "diamond" if look == "unequal" else "square"
        layers.append(
            rows.mark_point(filled=True, shape=shape, size=size, color=colour, opacity=1).encode(
                x=x, y=alt.Y("height:Q", scale=y, axis=axis), tooltip=tooltip
            )
        )
    unscored = alt.Chart(marks[marks["grade"] == UNSCORED])
    layers.append(
        unscored.mark_point(filled=False, size=22, color=colours.grey, strokeWidth=1.2).encode(
            x=x, y=alt.Y("height:Q", scale=y, axis=axis)
        )
    )
    layers.append(
        alt.Chart(_groups(frame))
        .mark_text(align="left", baseline="middle", color=colours.text, fontSize=LABEL_SIZE)
        .encode(x=x, y=alt.Y("height:Q", scale=y, axis=axis), text="words:N")
    )
    return finish(layers, height=HEIGHT, title=title, subtitle=subtitle, description=description, mode=mode)


def _looks(colours: Palette) -> tuple[tuple[str, str, int], ...]:
    return ("other", colours.focus, 26), ("poor", colours.look, 34), ("unequal", colours.look, 40)


def _marks(frame: pd.DataFrame) -> pd.DataFrame:
    """A row a child: place, grade, height (where its mark goes), look, gap, domain."""
    rows = []
    for home in frame.to_dict("records"):
        grades = [*home["grades"], *[UNSCORED] * home["unscored"]]
        alike: dict[int, int] = {}
        for grade in grades:
            turn = alike[grade] = alike.get(grade, -1) + 1
            many = grades.count(grade)
            rows.append(
                {
                    "place": home["place"],
                    "grade": grade,
                    "height": grade + STACKED * (turn - (many - 1) / 2),
                    "look": home["look"],
                    "gap": home["gap"],
                    "domain": home["domain"],
                }
            )
    return pd.DataFrame(rows, columns=["place", "grade", "height", "look", "gap", "domain"])


def _spans(marks: pd.DataFrame) -> pd.DataFrame:
    """From the best to the worst mark of each home."""
    ends = marks.groupby("place")["height"].agg(["min", "max"]).reset_index()
    return ends.rename(columns={"min": "best", "max": "worst"})


def _groups(frame: pd.DataFrame) -> pd.DataFrame:
    """Over the first home of each width of gap, how many there are of it, each on a line of its own."""
    names = pd.Series("far apart", index=frame.index).mask(frame["gap"] == 1, "1 grade apart")
    names = names.mask(frame["gap"] == 0, "alike")
    groups = frame.groupby(names)["place"].agg(["min", "size"]).sort_values("min")
    words = [f"{name}: {counted(row['size'], 'home')}" for name, row in groups.iterrows()]
    heights = [HIGHEST_WORDS + LINE * number for number in range(len(groups))]
    return pd.DataFrame({"place": groups["min"], "height": heights, "words": words})
