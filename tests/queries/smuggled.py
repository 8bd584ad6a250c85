"""Statements that could reach past a scope, or name a child, if the door answered them."""

from typing import Any

import sqlalchemy as sa

from data.facts.tables import event, household_month, plan_month
from data.records import metadata as records

pm, ev = plan_month.c, event.c
count_all = sa.func.count()

# --- What could be smuggled past a limit written as a `where` ---

other = sa.Table("event", sa.MetaData(), sa.Column("authority", sa.String), sa.Column("team_id", sa.String))
counted_events = sa.select(count_all).select_from(event)
all_plans = sa.select(count_all).select_from(plan_month).correlate(None).scalar_subquery()
a_plan = sa.select(pm.authority)

star: sa.ColumnElement[Any] = sa.literal_column("*")


class Smuggling(sa.types.TypeDecorator[str]):
    """A type that writes a question of its own in place of what it is the type of."""

    impl = sa.String
    cache_ok = True

    def column_expression(self, column: Any) -> Any:
        return sa.text("(SELECT max(person_id) FROM plan_month)")

    def bind_expression(self, bindvalue: Any) -> Any:
        return sa.text("(SELECT max(person_id) FROM plan_month)")


SMUGGLED: dict[str, Any] = {
    "type of one's own": sa.select(sa.func.max(pm.team, type_=Smuggling())),
    "type of one's own, of a value": a_plan.where(pm.team == sa.bindparam("team", "x", type_=Smuggling())),
    "every column": sa.select(star).select_from(plan_month),
    "every column, beside the rows counted by it": sa.select(star, sa.func.count(star)).select_from(plan_month),
    "every column, with the rows counted after": sa.select(star)
    .select_from(plan_month)
    .having(sa.func.count(star) > 0),
    "every column, smallest": sa.select(sa.func.min(star)).select_from(plan_month),
    "every column of the table": sa.select(sa.literal_column("plan_month.*")).select_from(plan_month),
    "digits that are none": sa.select(sa.literal_column("²")).select_from(plan_month),
    "scalar subquery": sa.select(pm.team, counted_events.scalar_subquery()),
    "scalar subquery of the same table": sa.select(all_plans).select_from(plan_month),
    "scalar subquery, labelled": sa.select(all_plans.label("n")).select_from(plan_month),
    "scalar subquery in a sum": sa.select(sa.func.sum(all_plans)).select_from(plan_month),
    "scalar subquery in a case": sa.select(sa.case((pm.age > 1, all_plans), else_=0)),
    "scalar subquery in a comparison": a_plan.where(pm.age > all_plans),
    "scalar subquery in group by": sa.select(count_all).select_from(plan_month).group_by(all_plans),
    "scalar subquery in having": sa.select(pm.team).group_by(pm.team).having(all_plans > 0),
    "scalar subquery in order by": a_plan.order_by(all_plans),
    "scalar subquery in limit": a_plan.limit(all_plans),
    "scalar subquery in offset": a_plan.offset(all_plans),
    "scalar subquery in fetch": a_plan.fetch(all_plans),
    "scalar subquery in count distinct": sa.select(sa.func.count(sa.distinct(all_plans))).select_from(plan_month),
    "exists": a_plan.where(sa.exists().where(ev.team == pm.team)),
    "exists of the same table": a_plan.where(sa.exists(sa.select(pm.team).correlate(None))),
    "exists in the columns": sa.select(sa.exists(sa.select(ev.team))).select_from(plan_month),
    "in a subquery": a_plan.where(pm.team.in_(sa.select(ev.team))),
    "any of a subquery": a_plan.where(pm.team == sa.any_(sa.select(ev.team).scalar_subquery())),
    "alias": sa.select(plan_month.alias("p").c.authority),
    "alias beside the table": sa.select(pm.authority, plan_month.alias("p").c.authority),
    "alias of a subquery": sa.select(a_plan.subquery().c.authority),
    "lateral": sa.select(pm.team, sa.select(ev.team).lateral().c.team),
    "cte": sa.select(a_plan.cte("p").c.authority),
    "cte named as the table": sa.select(sa.select(ev.authority).cte("plan_month").c.authority),
    "cte beside": a_plan.add_cte(sa.select(ev.authority).cte("e")),
    "join": a_plan.join(event, ev.person_id == pm.person_id),
    "join as a source": a_plan.select_from(plan_month.join(event, ev.person_id == pm.person_id)),
    "outer join": a_plan.outerjoin(event, sa.true()),
    "sample": sa.select(sa.tablesample(plan_month, 50).c.authority),
    "values": sa.select(sa.values(sa.column("authority", sa.String), name="v").data([("A",)]).c.authority),
    "union": a_plan.union_all(sa.select(ev.authority)),
    "union as a source": sa.select(a_plan.union_all(a_plan).subquery().c.authority),
    "intersection": a_plan.intersect(a_plan),
    "text": sa.text("SELECT * FROM plan_month"),
    "text with columns": sa.text("SELECT authority FROM plan_month").columns(pm.authority),
    "text as a source": sa.select(sa.text("authority")).select_from(sa.text("plan_month")),
    "text in the columns": sa.select(pm.team, sa.text("(SELECT count(*) FROM event)")),
    "text in where": a_plan.where(sa.text("1 = 1) OR (1 = 1")),
    "text in order by": a_plan.order_by(sa.text("(SELECT count(*) FROM event)")),
    "text in group by": a_plan.group_by(sa.text("1 UNION ALL SELECT authority FROM plan_month")),
    "name in order by": a_plan.order_by("person_id"),
    "name in group by": sa.select(count_all).select_from(plan_month).group_by("person_id"),
    "literal column": sa.select(pm.team, sa.literal_column("(SELECT count(*) FROM event)")),
    "literal column in where": a_plan.where(sa.literal_column("1 = 1 OR 1") == 1),
    "literal column of the table": a_plan.where(sa.literal_column("authority", type_=sa.String) != ""),
    "column of no table": sa.select(sa.column("person_id")).select_from(plan_month),
    "unattached column": sa.select(sa.Column("person_id", sa.String)).select_from(plan_month),
    "table by its name": sa.select(sa.column("authority")).select_from(sa.table("plan_month")),
    "table of the same name": sa.select(other.c.authority),
    "table of the records": sa.select(records.tables["ssd_person"].c.pers_person_id),
    "table of the records without from": sa.select(pm.team, records.tables["ssd_person"].c.pers_dob),
    "table function": sa.select(sa.func.query("SELECT * FROM plan_month").table_valued("authority")),
    "table function by name": sa.select(sa.func.query_table("plan_month").table_valued("authority").c.authority),
    "table function as a column": sa.select(sa.func.unnest(sa.func.array_agg(pm.team)).column_valued()),
    "function that runs a query": sa.select(sa.func.query_to_xml("SELECT 1", True, True, "")).select_from(plan_month),
    "function that reads a file": sa.select(sa.func.read_text("/etc/hosts")).select_from(plan_month),
    "function of a package": sa.select(sa.func.other.count(pm.team)),
    "operator by hand": sa.select(pm.team.op("|| (SELECT max(team) FROM event) ||")("")),
    "operator by hand, negated": a_plan.where(~pm.team.op("= ANY (SELECT team FROM event) OR", is_comparison=True)("")),
    "operator by hand, before": sa.select(
        sa.sql.elements.UnaryExpression(pm.team, operator=sa.sql.operators.custom_op("x"))
    ),
    "cast to a type by hand": sa.select(sa.cast(pm.team, sa.types.NullType())),
    "part of a date by hand": sa.select(sa.extract("year FROM (SELECT 1)) + (1", pm.month)),
    "window": sa.select(sa.func.count().over(partition_by=pm.team)),
    "prefix": a_plan.prefix_with(sa.text("(SELECT count(*) FROM event),")),
    "suffix": a_plan.suffix_with(sa.text("UNION ALL SELECT authority FROM plan_month")),
    "hint": a_plan.with_hint(plan_month, "JOIN event ON TRUE"),
    "statement hint": a_plan.with_statement_hint("UNION ALL SELECT authority FROM plan_month"),
    "for update": a_plan.with_for_update(of=event),
    "another schema": a_plan.execution_options(schema_translate_map={None: "facts_of_another"}),
    "insert": sa.insert(plan_month).values(team="x"),
    "delete": sa.delete(plan_month),
    "ddl": sa.schema.DropTable(plan_month),
    "string": "SELECT * FROM plan_month",
    "swapped columns": a_plan.with_only_columns(sa.column("household_key")),
    "swapped columns, from a subquery": a_plan.with_only_columns(sa.select(ev.team).scalar_subquery()),
}

# --- What could name a child ---

NAMED: dict[str, Any] = {
    "column": sa.select(pm.person_id),
    "household": sa.select(pm.household_key),
    "household of households": sa.select(household_month.c.household_key),
    "of an event": sa.select(ev.person_id),
    "whole table": sa.select(plan_month),
    "whole table of households": sa.select(household_month),
    "label": sa.select(pm.person_id.label("team")),
    "label of a label": sa.select(pm.person_id.label("a").label("b")),
    "smallest": sa.select(sa.func.min(pm.person_id)),
    "largest, labelled": sa.select(sa.func.max(pm.household_key).label("n")),
    "first of several": sa.select(sa.func.coalesce(pm.person_id, "")),
    "joined up": sa.select(sa.func.string_agg(pm.person_id, ",")),
    "as another type": sa.select(sa.cast(pm.person_id, sa.Text)),
    "with text before": sa.select("child " + pm.person_id),
    "in a case": sa.select(sa.case((pm.age > 3, pm.person_id), else_="")),
    "compared": sa.select(pm.person_id == "Team AT1 child"),
    "in where": sa.select(count_all).where(pm.person_id == "Team AT1 child"),
    "in where, denied": sa.select(count_all).where(~pm.person_id.in_(["Team AT1 child"])),
    "in group by": sa.select(count_all).select_from(plan_month).group_by(pm.household_key),
    "in having": sa.select(pm.team).group_by(pm.team).having(sa.func.min(pm.person_id) > "a"),
    "in order by": sa.select(pm.team).order_by(pm.person_id),
    "in order by a label": sa.select(pm.team).order_by(pm.person_id.label("x").desc()),
    "counted, not distinct": sa.select(sa.func.count(pm.person_id)),
    "beside a count": sa.select(sa.func.count(sa.distinct(pm.person_id)), pm.person_id),
    "counted, distinct, by a question about it": sa.select(
        sa.func.count(sa.distinct(sa.case((pm.person_id == "Team AT1 child", 1))))
    ),
    "smallest of distinct": sa.select(sa.func.min(sa.distinct(pm.person_id))),
}
