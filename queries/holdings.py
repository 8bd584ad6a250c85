"""What is held: whose data, as at when, how complete, which feeds; and the choices a reader can filter by."""

from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import authority, event, feed, plan_month, snapshot
from data.facts.terms import FLAGS
from data.practice import Practice, from_json, in_words
from queries.disclosure import LARGEST_UNSHOWN, LEAST_HOUSEHOLDS, one_rounded
from queries.door import ask
from queries.filters import COLUMN_OF, Filters
from queries.indicators import REGISTRY, Indicator, find

NOT_RECORDED = "Not recorded"
AGE_ORDER = ("Unborn", "Under 1", "1 to 4", "5 to 9", "10 to 15", "16 to 17")


# By authority, the names of the tables that hold anything.
Feeds = dict[str, set[str]]


@dataclass(frozen=True)
class Holdings:
    """The facts in force, within a scope.

    authorities   names
    as_at         the newest day the data speaks of; None where the scope holds nothing
    synthetic     any of it made up
    children      in the neglect cohort at the as-at; households they live in; unlinked: those with no linked sibling.
                  Rounded for a scope that is not exact, and missing where hidden: always, from who manages teams, for
                  what they know exactly could be taken from it
    completeness  share of those children with team, age, sex and ethnicity all recorded; None where there are none
    rejected      rows of the source refused at the last load, of `read`
    has_plans     plans of either type are held at all
    has_links     anything is held that tells who is whose brother or sister
    """

    snapshot_id: str
    authorities: tuple[str, ...]
    sources: tuple[str, ...]
    as_at: date | None
    synthetic: bool
    children: int | None
    households: int | None
    unlinked: int | None
    completeness: float | None
    read: int
    rejected: int
    has_plans: bool
    has_links: bool


def holdings(scope: Scope) -> Holdings:
    """What the scope holds. Raises NoFacts where no refresh has been made."""
    about = ask(scope, sa.select(snapshot)).iloc[0]
    held = ask(scope, sa.select(authority).order_by(authority.c.name))
    feeds = set().union(*tables_held(scope).values())
    weighed = (held["completeness"].astype("float64") * held["children"]).sum()
    children, households, unlinked = (int(held[name].sum()) for name in ("children", "households", "unlinked"))
    return Holdings(
        snapshot_id=str(about["snapshot_id"]),
        authorities=tuple(held["name"]),
        sources=tuple(sorted(set(held["source_kind"]))),
        as_at=_day(held["as_at"].max()) if len(held) else None,
        synthetic=bool(held["synthetic"].any()),
        children=_of_all(scope, children),
        households=_of_all(scope, households),
        unlinked=_of_all(scope, unlinked),
        completeness=_completeness(scope, weighed, children),
        read=int(held["rows_read"].sum()),
        rejected=int(held["rows_rejected"].sum()),
        has_plans=bool(feeds & {"ssd_cp_plans", "ssd_cin_plans"}),
        has_links=bool(feeds & _LINKING),
    )


def _of_all(scope: Scope, count: int) -> int | None:
    if scope.own_only:
        return None
    return count if scope.exact else one_rounded(count)


def _completeness(scope: Scope, weighed: float, children: int) -> float | None:
    """As a share; to the nearest twentieth for a scope that is not exact: closer, it would tell how many are left."""
    if not children:
        return None
    share = float(weighed / children)
    return share if scope.exact else round(share * 20) / 20


def practice(scope: Scope) -> Practice:
    """The local settings the facts in force were built with."""
    return from_json(str(ask(scope, sa.select(snapshot.c.practice))["practice"].iloc[0]))


def latest_month(scope: Scope) -> date | None:
    """The newest month-end that every authority of the scope reaches: beyond it a figure would be of some of them."""
    newest = ask(scope, sa.select(sa.func.min(authority.c.as_at).label("as_at")))["as_at"].iloc[0]
    return None if pd.isna(newest) else _month_end(newest)


def month_of(scope: Scope, filters: Filters) -> date:
    """The month-end a choice of filters looks at: theirs, or the newest there is."""
    return filters.month or latest_month(scope) or date.today()


def first_month(scope: Scope) -> date | None:
    """The earliest month-end worked out; None where nothing is held."""
    oldest = ask(scope, sa.select(sa.func.min(authority.c.first_month).label("month")))["month"].iloc[0]
    return None if pd.isna(oldest) else _day(oldest)


def months(scope: Scope) -> list[date]:
    """Month-ends that can be chosen, newest first."""
    newest, oldest = latest_month(scope), first_month(scope)
    if newest is None or oldest is None:
        return []
    return [stamp.date() for stamp in reversed(pd.date_range(oldest, newest, freq="ME"))]


def choices(scope: Scope) -> dict[str, list[str]]:
    """For each filter, the values that occur within the scope, in a sensible order, "Not recorded" last.

    A scope that is not exact is offered only what enough children have, or had: a choice would else say that somebody
    is there. Who manages teams is always offered what their own children have.
    """
    occurring = sa.select(*(plan_month.c[column] for column in COLUMN_OF.values())).distinct()
    if scope.exact:
        found = ask(scope, occurring)
        return {name: _ordered(found[column]) for name, column in COLUMN_OF.items()}
    own = ask(scope.within_own_teams(), occurring) if scope.own_only else pd.DataFrame(columns=[*COLUMN_OF.values()])
    return {
        name: _ordered(pd.Series([*offered(scope, column), *own[column]], dtype="str"))
        for name, column in COLUMN_OF.items()
    }


def offered(scope: Scope, column: str) -> list[str]:
    """The values of a column that a scope that is not exact may be told there are."""
    table = plan_month if column in plan_month.c else event
    return _of_enough(scope, table.c[column]).dropna().tolist()


def _of_enough(scope: Scope, column: "sa.Column[str]") -> "pd.Series[str]":
    """The values that at least so many children of so many households have, or had, that none is pointed at."""
    children = sa.func.count(sa.distinct(column.table.c.person_id)).label("children")
    homes = sa.func.count(sa.distinct(column.table.c.household_key)).label("homes")
    found = ask(scope, sa.select(column.label("value"), children, homes).group_by(column))
    return found.loc[(found["children"] > LARGEST_UNSHOWN) & (found["homes"] >= LEAST_HOUSEHOLDS), "value"]


def own_team_names(scope: Scope) -> list[str]:
    """The names of the teams the reader manages."""
    if not scope.own_only:
        return []
    return _ordered(ask(scope.within_own_teams(), sa.select(plan_month.c.team).distinct())["team"])


def as_seen(scope: Scope, filters: Filters) -> Scope:
    """The scope in which these filters are read: a manager who looks at teams of their own alone sees them exactly.

    By the teams' ids: another authority's team of the same name is not in it.
    """
    if scope.exact or not filters.teams or not scope.own_only:
        return scope
    return scope.within_own_teams() if set(filters.teams) <= set(own_team_names(scope)) else scope


def missing_feeds(scope: Scope, indicator: Indicator, filters: Filters, feeds: Feeds | None = None) -> list[str]:
    """Tables the indicator needs within the filters that hold nothing here: it is "not recorded here".

    feeds: what `tables_held` gave, where many indicators are asked about at once; here and in what follows
    """
    held = set().union(*(tables_held(scope) if feeds is None else feeds).values())
    return [name for name in indicator.needed(filters) if name not in held]


def authorities_without(scope: Scope, indicator: Indicator, filters: Filters, feeds: Feeds | None = None) -> list[str]:
    """Codes of the authorities that lack a table the indicator needs: it is not recorded of them."""
    every = tables_held(scope) if feeds is None else feeds
    return [code for code, held in every.items() if not held.issuperset(indicator.needed(filters))]


def names_without(scope: Scope, indicator: Indicator, filters: Filters, feeds: Feeds | None = None) -> list[str]:
    """Names of the authorities that are not in the indicator's figures, because they lack a table it needs."""
    codes = authorities_without(scope, indicator, filters, feeds)
    if not codes:
        return []
    names = ask(scope, sa.select(authority.c.authority, authority.c.name)).set_index("authority")["name"]
    return sorted(str(names.get(code, code)) for code in codes)


def tables_held(scope: Scope) -> Feeds:
    """By authority, the tables that hold anything."""
    rows = ask(scope, sa.select(feed.c.authority, feed.c.table_name, feed.c.rows))
    held: Feeds = {str(code): set() for code in rows["authority"].unique()}
    filled = rows[rows["rows"] > 0]
    for code, name in zip(filled["authority"], filled["table_name"], strict=True):
        held[str(code)].add(str(name))
    return held


def indicators(scope: Scope, *names: str) -> list[Indicator]:
    """The indicators with these ids or keys, worded by the practice settings in force. Raises UnknownIndicator."""
    settings = practice(scope)
    return [entry.worded(settings) for entry in find(*names)]


def measure_names(scope: Scope) -> dict[str, str]:
    """Every measure's id and name by its key, in the words of the settings in force."""
    return {entry.key: f"{entry.id} {entry.name}" for entry in indicators(scope, *REGISTRY)}


def settings_in_words(scope: Scope, indicator: Indicator) -> list[str]:
    """The practice settings in force that shape the indicator, each as a phrase with its value."""
    return in_words(practice(scope), indicator.settings)


def flags_in_words(scope: Scope) -> dict[str, str]:
    """The eight drift flags by column, worded by the practice settings in force."""
    settings = asdict(practice(scope))
    return {name: words.format(**settings) for name, words in FLAGS.items()}


# What brothers and sisters are known by.
_LINKING = {"ssd_family", "ssd_mother", "ssd_address", "ssd_pre_proceedings", "ssd_x_sibling_link"}

# Tables as their users call them; any other is called by its own name.
_TABLES_IN_WORDS = {
    "ssd_cp_plans": "child protection plans",
    "ssd_cin_plans": "child in need plans",
    "ssd_cp_reviews": "review conferences",
    "ssd_cp_visits": "child protection visits",
    "ssd_cin_episodes": "referrals",
    "ssd_cin_assessments": "assessments",
    "ssd_assessment_factors": "assessment factors",
    "ssd_s47_enquiry": "section 47 enquiries",
    "ssd_initial_cp_conference": "initial conferences",
    "ssd_pre_proceedings": "pre-proceedings",
    "ssd_x_plan_actions": "plan actions",
    "ssd_x_core_group_meetings": "core group meetings",
    "ssd_x_disadvantage": "disadvantages",
    "ssd_x_language": "language and interpreters",
    "ssd_x_previous_area_checks": "checks with the authority a family left",
    "ssd_x_escalations": "escalations",
    "ssd_x_reflective_supervision": "reflective supervision",
    "ssd_x_plan_escalation_contact": "named contacts for escalation",
    "ssd_x_flag_reviews": "looks taken at a flag",
    "ssd_x_health_appointments": "health appointments",
    "ssd_x_neglect_tools": "neglect tools",
    "ssd_x_neglect_tool_items": "scores of neglect tools",
    "ssd_x_parenting_capacity": "parenting capacity",
    "ssd_x_school_attendance": "school attendance",
}


def table_in_words(name: str) -> str:
    """What a table holds, in the field's words."""
    return _TABLES_IN_WORDS.get(name, name)


def _ordered(values: "pd.Series[str]") -> list[str]:
    place = {name: number for number, name in enumerate(AGE_ORDER)}
    return sorted(values.dropna().unique(), key=lambda v: (v == NOT_RECORDED, place.get(v, len(place)), v))


def _day(value: object) -> date:
    found: date = pd.Timestamp(str(value)).date()
    return found


def _month_end(value: object) -> date:
    found: date = (pd.Timestamp(str(value)) + pd.offsets.MonthEnd(0)).date()
    return found
