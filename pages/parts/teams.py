"""Teams beside each other on a funnel: the picture, the words under it, and why there is none."""

from access.scope import Scope
from charts.funnel import funnel
from charts.tables import funnel_table
from charts.words import number, percent
from pages.parts.answer import HIDDEN, not_held
from pages.parts.picture import mode, picture
from queries.headlines import Headline
from queries.methods.funnel import Funnel
from queries.teams import SMALLEST_TEAM

NOT_DRAWN = "Teams whose counts are hidden are not drawn; the line is of all children, also of theirs."
NO_LEAGUE_TABLE = "Not a league table: inside the band, the order of teams is chance."


def teams_beside(
    scope: Scope,
    teams: Funnel,
    figure: Headline,
    *,
    title: str,
    what: str,
    counted: str,
    key: str,
    measures: tuple[str, ...],
    whole_name: str = "all teams",
    words: str = f"Teams that hold fewer than {SMALLEST_TEAM} such children are left out.",
) -> None:
    """Draw each team's share of a figure, by the limits within which chance alone would keep it.

    what: whose share, as in "children with a tool"; counted: the heading of how many in the table; words: what is said
    after that this is no league table
    """
    picture(
        scope,
        funnel(
            teams.groups,
            teams.curve,
            whole=teams.share,
            whole_name="all children" if teams.of_more else whole_name,
            title=title,
            subtitle=f"{what}, by team; the band holds 99.8 % of teams that are alike",
            description=title,
            mode=mode(),
        )
        if len(teams.groups) > 1
        else None,
        funnel_table(teams.groups, counted),
        key=key,
        words=" ".join([NO_LEAGUE_TABLE, words, *([NOT_DRAWN] if teams.of_more else [])]),
        measures=measures,
        empty=_why_not(scope, figure),
    )


def left_out(teams: Funnel, figure: Headline) -> str:
    """Why the funnel's whole is not the headline's: teams too small to compare are in the one and not the other."""
    if teams.held == figure.denominator or teams.of_more:
        return f"All together: {percent(teams.share)}."
    return (
        f"The line is the {number(teams.held)} children of teams that hold {SMALLEST_TEAM} or more: "
        f"{percent(teams.share)}. Smaller teams, and children whose team is not recorded, are counted above and left "
        "out here."
    )


def _why_not(scope: Scope, figure: Headline) -> str:
    if figure.missing:
        return f"Not recorded here. Not held: {not_held(figure)}."
    few = f"Teams cannot be compared: fewer than two here hold {SMALLEST_TEAM} such children or more"
    return (
        f"{few}." if scope.exact else f"{few} and can be shown with what is chosen (some counts are hidden: {HIDDEN})."
    )
