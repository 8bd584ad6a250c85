"""Small numbers: what is shown of a count that could point at a child, and what is shown in its place.

Two rules, chosen by the surface:

rounded   views with free filters. 1 to 7 is not shown, nor is nought of some children only (whoever has asked for those
          would learn that none of them is so); anything else goes to the nearest five, and shares are of the rounded
          counts. Two choices of filter a child apart then look alike or differ by five, so
          one cannot be taken from the other, and no second cell has to be hidden for the sake of the first.
fixed     tables whose cells are always the same. 1 to 5 children, or fewer than three households, are not shown; then
          other cells or totals, until none of those can be worked out from all that is shown.

Sources: NHS England's rule for hospital statistics (rounded),
the Department for Education's for children in need (fixed).
A hidden number is missing (NA) and never nought; its mark says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linprog

from access.scope import NotAllowed, Scope
from data.facts.terms import DISADVANTAGES
from queries.filters import COLUMN_OF, Filters

Hidden = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

# rounded
ROUND_TO, LARGEST_UNSHOWN = 5, 7
# fixed
LARGEST_PRIMARY, LEAST_HOUSEHOLDS = 5, 3
# both
LEAST_DENOMINATOR = 10


class Mark(StrEnum):
    """What stands in place of a number, and in the key beneath it."""

    SHOWN = ""
    HIDDEN = "c"
    NEARLY_ALL = "nearly all"
    TOO_FEW = "too few to show"


# What is a characteristic of a child, by filter and by what figures are split by; and what says where.
_CHARACTERISTICS = {
    "age_bands": "age_band",
    "sexes": "sex",
    "ethnicity_groups": "ethnicity_group",
    "neurodivergence": "neurodivergence",
    "sen": "sen",
    "young_carer": "young_carer",
    "min_disadvantages": "disadvantage_count",
    # Not chosen by a filter, but split by.
    "disadvantage bands": "disadvantage_band",
    "Gypsy, Roma or Traveller": "grt_group",
    **{name: name for name in DISADVANTAGES},
}
_TELL_ETHNICITY = frozenset({"minoritised_ethnicity", "language_barrier", "grt_group"})
_PLACES = {"teams": "team", "localities": "locality"}
MOST_CROSSED = 2


def crossing_refused(filters: Filters, by: Sequence[str] = ()) -> str | None:
    """Why figures are not shown to a reader who must not see small numbers, in a sentence; None where they are.

    At most two characteristics are crossed, a place being one; never ethnicity with a place, nor what tells of it. And
    one value of each: from the rounded counts of several sets of teams that overlap, each team's own can be worked out.
    """
    chosen = filters.chosen()
    if any(len(getattr(filters, name)) > 1 for name in COLUMN_OF):
        return "Choose one team, one age and so on at a time, or all of them: sums of several would tell single ones."
    asked = {*chosen, *filters.disadvantages}
    crossed = [name for name, column in (_CHARACTERISTICS | _PLACES).items() if name in asked or column in by]
    ethnicity = "ethnicity_groups" in crossed or bool(_TELL_ETHNICITY & {*filters.disadvantages, *by})
    if ethnicity and any(name in crossed for name in _PLACES):
        return "Ethnicity is not shown together with a team or a locality: it could point at one family."
    if len(crossed) > MOST_CROSSED:
        return f"Choose at most {MOST_CROSSED} things about children at once: more could point at one child."
    return None


def showing_refused(scope: Scope, filters: Filters, by: Sequence[str] = ()) -> str | None:
    """Why these figures are not shown within the scope, in a sentence; None where they are."""
    if scope.exact:
        return None
    return crossing_refused(filters, by)


def refuse_crossing(scope: Scope, filters: Filters, by: Sequence[str] = ()) -> None:
    """Raises NotAllowed where `showing_refused` says why."""
    refused = showing_refused(scope, filters, by)
    if refused:
        raise NotAllowed(refused)


def nought_is_shown(filters: Filters, by: Sequence[str] = ()) -> bool:
    """Whether a nought may be told from a number too small to show: of everybody, it may. Of a part of them it would
    say of each what they are not, and that somebody is there where it does not stand."""
    return not by and not set(filters.chosen()) - {"month", "basis", "population"}


def nought_of_parts(filters: Filters, whole: float) -> bool:
    """Whether a nought may be told from a number too small to show among parts that make up a whole: only where there
    is nobody at all. Else what is hidden would be one or more; and with the other parts and their sum known to two
    children each, it could be told to be one."""
    return whole == 0 and nought_is_shown(filters)


def rounded(counts: "pd.Series[int]", *, nought: bool = True) -> "pd.Series[int]":
    """Counts as a view with free filters shows them: 0 (or missing, unless `nought` is shown), missing (1 to 7) or the
    nearest five. Missing stays so."""
    whole = counts.astype("Int64")
    near = ((whole + ROUND_TO // 2) // ROUND_TO) * ROUND_TO
    return near.mask(whole.between(int(nought), LARGEST_UNSHOWN))


def rule_in_words(scope: Scope, *, measured: bool = True) -> str:
    """The rule a scope's figures are shown by, in a sentence; empty where they are shown as they are.

    measured  they are a measure's (queries/measure.py): to who manages teams, with their own children in them; what is
              worked out otherwise is of the other teams alone
    """
    if scope.exact:
        return ""
    return (
        f"{_rounding(scope, measured=measured)}. Shares are worked out from those. {Mark.HIDDEN.value}: hidden. "
        f"It is {LARGEST_UNSHOWN} or fewer, all but {LARGEST_PRIMARY} or fewer, or either of them is of fewer than "
        f"{LEAST_HOUSEHOLDS} households. Nought and all are hidden too where only some children are looked at, and "
        f"nought of a part of a whole. Of everybody, {Mark.NEARLY_ALL} says that it is all but {LARGEST_PRIMARY} or "
        "fewer."
    )


def rule_in_short(scope: Scope, *, measured: bool = True) -> str:
    """The same in a few words, to stand under a picture; empty where nothing is rounded."""
    if scope.exact:
        return ""
    hidden = f"{Mark.HIDDEN.value}: hidden, too few to show or all but too few."
    return f"{_rounding(scope, measured=measured)}. {hidden}"


def _rounding(scope: Scope, *, measured: bool) -> str:
    if not scope.without_teams:
        return f"Rounded to the nearest {ROUND_TO}"
    if measured:
        return f"Other teams rounded to the nearest {ROUND_TO}, your own added as they are"
    return f"Other teams only, rounded to the nearest {ROUND_TO}: your own children are left out"


def one_rounded(count: int) -> int | None:
    """One count as `rounded` shows it; None where it is hidden."""
    shown = rounded(pd.Series([count], dtype="Int64")).iloc[0]
    return None if pd.isna(shown) else int(shown)


def rounded_counts(counts: "pd.Series[int]", households: "pd.Series[int]", *, nought: bool = True) -> "pd.Series[int]":
    """Counts of children as `rounded` shows them, and none of children of fewer than three households."""
    few = (households.astype("Int64") < LEAST_HOUSEHOLDS) & (counts.astype("Int64") > 0)
    return rounded(counts, nought=nought).mask(few.fillna(False).astype(bool))


def rounded_figures(frame: pd.DataFrame, *, nought: bool = True, nearly: bool = False) -> pd.DataFrame:
    """frame[numerator, denominator, top?, rest?, bottom?, ...] with both counts rounded, where they may be shown, and
    `mark`.

    top, rest, bottom  in how many households the children live who are in the numerator, who are in the denominator
                       and not in it, and who are in the denominator; missing where the counts need no asking
    What is of fewer than three households is hidden whatever its size: one large family is one family. Nearly all is
    as telling as hardly any, for the few who are left are named by what they are not; with `nearly` it is marked so
    (see `nearly_is_said`). A share is only to be made where both counts are shown and the denominator is ten or more.
    Without `nought`, none and all are hidden as few are.
    """
    counts = frame["numerator"].astype("Int64"), frame["denominator"].astype("Int64")
    rest = counts[1] - counts[0]
    few = {
        part: (count > 0) & (frame[part].astype("Int64") < LEAST_HOUSEHOLDS) if part in frame else count.isna() & False
        for part, count in (("top", counts[0]), ("rest", rest), ("bottom", counts[1]))
    }
    few = {part: hidden.fillna(False).astype(bool) for part, hidden in few.items()}
    bottom = rounded(counts[1], nought=nought).mask(few["bottom"])
    all_but = rest.between(int(nought), LARGEST_PRIMARY).fillna(False).astype(bool) | few["rest"]
    small = counts[1].lt(LEAST_DENOMINATOR).fillna(False).astype(bool) & (counts[1] > 0).fillna(False).astype(bool)
    top = rounded(counts[0], nought=nought).mask(few["top"] | few["bottom"] | all_but | small)
    hidden = (top.isna() & frame["numerator"].notna()) | (bottom.isna() & frame["denominator"].notna())
    most = hidden & bottom.notna() & (counts[0] > LARGEST_UNSHOWN) & ~few["top"] & rest.between(1, LARGEST_PRIMARY)
    most = (most & nearly).fillna(False).astype(bool)
    mark = np.select([small & hidden, most, hidden], [Mark.TOO_FEW, Mark.NEARLY_ALL, Mark.HIDDEN], Mark.SHOWN)
    return frame.assign(numerator=top, denominator=bottom, mark=mark)


def nearly_is_said(scope: Scope, filters: Filters, by: Sequence[str] = ()) -> bool:
    """Whether a share may be said to be nearly all. Of everybody, to whom nobody's own count is told: that a few are
    left is what hiding it says as well. Who manages teams could take their own few from it, and have the others'."""
    return nought_is_shown(filters, by) and not scope.own_only


def at_least(mark: str, denominator: float | None) -> float | None:
    """The least a share (0 to 1) marked as nearly all can be, of a rounded denominator; None of any other."""
    if mark != Mark.NEARLY_ALL or not denominator:
        return None
    return max(1 - LARGEST_PRIMARY / (denominator - ROUND_TO // 2), 0.0)


def small_enough_for_households(counts: "pd.Series[int]", largest_household: int = 12) -> "pd.Series[bool]":
    """Which counts of children could be of fewer than three households: the others need not be asked about."""
    whole = counts.astype("Int64")
    return whole.between(1, (LEAST_HOUSEHOLDS - 1) * largest_household).fillna(False).astype(bool)


@dataclass(frozen=True)
class FixedTable:
    """A table as it is shown; a hidden number is missing. rows, columns: their totals; whole: the total of all."""

    cells: pd.DataFrame
    rows: "pd.Series[int]"
    columns: "pd.Series[int]"
    whole: int | None


def fixed_table(counts: pd.DataFrame, households: pd.DataFrame | None = None) -> FixedTable:
    """A table of counts, groups by groups, with its totals, as a fixed board table shows it.

    counts      whole numbers; rows and columns are the groups, without totals
    households  the same shape: in how many households each cell's children live

    Hidden are the small cells; then, until nothing changes, the smallest other cell of every line with one hidden, or
    its total where all else is nought. Lines can still give a cell away together, so a reader who knows every number
    shown is then played, and more is hidden until none of the small cells can be worked out.
    """
    values = counts.to_numpy(dtype=np.int64)
    small = (values >= 1) & (values <= LARGEST_PRIMARY)
    if households is not None:
        small |= (values > 0) & (households.to_numpy(dtype=np.int64) < LEAST_HOUSEHOLDS)
    hidden = _until_stable(values, small)
    totals = [hidden.sum(axis=1) != 1, hidden.sum(axis=0) != 1]
    whole = True
    while (told := _given_away(values, small, hidden, totals, whole=whole)) is not None:
        if not _hide_one_more(values, hidden, told):
            # First the totals of its lines; if they are gone already, the total of all, from which they would follow.
            whole = whole and bool(totals[0][told[0]] or totals[1][told[1]])
            totals[0][told[0]] = totals[1][told[1]] = False
    cells = counts.astype("Int64")
    return FixedTable(
        cells.mask(pd.DataFrame(hidden, counts.index, counts.columns)),
        cells.sum(axis=1).astype("Int64").where(pd.Series(totals[0], counts.index)),
        cells.sum(axis=0).astype("Int64").where(pd.Series(totals[1], counts.columns)),
        int(values.sum()) if whole else None,
    )


def _until_stable(values: Counts, small: Hidden) -> Hidden:
    """Hide a second cell in every line with one hidden, until no line has just one but those of noughts besides.

    The smallest cell that is not nought is taken; of equal ones the first.
    """
    hidden = small.copy()
    while True:
        before = hidden.sum()
        for row in range(values.shape[0]):
            _hide_second(values[row], hidden[row])
        for column in range(values.shape[1]):
            _hide_second(values[:, column], hidden[:, column])
        if hidden.sum() == before:
            return hidden


def _hide_second(line: Counts, hidden: Hidden) -> None:
    others = np.flatnonzero(~hidden & (line > 0))
    if hidden.sum() == 1 and len(others):
        hidden[others[np.argmin(line[others])]] = True


def _given_away(
    values: Counts, small: Hidden, hidden: Hidden, totals: list[Hidden], *, whole: bool
) -> tuple[int, int] | None:
    """The first small cell whose count follows from what is shown, counts being whole and not negative."""
    places = np.argwhere(hidden)
    if not len(places):
        return None
    sums = [places[:, axis] == line for axis in (0, 1) for line in np.flatnonzero(totals[axis])]
    sums += [np.ones(len(places), dtype=bool)] if whole else []
    known = [float(values[hidden][inside].sum()) for inside in sums]
    limits = {"A_eq": np.array(sums, dtype=float), "b_eq": known} if sums else {}
    for number, (row, column) in enumerate(places):
        if small[row, column]:
            aim = np.zeros(len(places))
            aim[number] = 1.0
            least = linprog(aim, bounds=(0, None), **limits).fun
            # Without a total above it nothing holds the cell down.
            most = linprog(-aim, bounds=(0, None), **limits)
            if most.status == 0 and -most.fun - least < 1:
                return int(row), int(column)
    return None


def _hide_one_more(values: Counts, hidden: Hidden, told: tuple[int, int]) -> bool:
    """Hide the smallest cell shown beside or above the one that is given away; False where all there is nought."""
    row, column = told
    beside = [(row, other) for other in range(values.shape[1])] + [(other, column) for other in range(values.shape[0])]
    left = [place for place in beside if not hidden[place] and values[place] > 0]
    if left:
        hidden[min(left, key=lambda place: (values[place], place))] = True
    return bool(left)


def median_to_show(median: float, count: int) -> float | None:
    """A median of fewer than ten children is not shown."""
    return median if count >= LEAST_DENOMINATOR else None
