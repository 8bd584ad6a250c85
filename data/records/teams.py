"""The teams that the records know, by the id they have there (with its authority's prefix)."""

from sqlalchemy import Connection, func, select, union

from data.records.ssd import ssd_cin_episodes, ssd_cin_plans, ssd_cp_plans, ssd_department, ssd_involvements

# The code of an involvement as the child's allocated worker.
ALLOCATED = "CW"


def known_teams(connection: Connection) -> dict[str, str]:
    """Every team that is listed or that works a child's case, id to name; the id again where no name is recorded."""
    working = union(
        *(
            select(column.label("team_id")).where(column.is_not(None))
            for column in (
                ssd_department.c.dept_team_id,
                ssd_involvements.c.invo_professional_team,
                ssd_cin_plans.c.cinp_cin_plan_team,
                ssd_cin_episodes.c.cine_referral_team,
            )
        )
    ).subquery()
    named = (
        select(working.c.team_id, ssd_department.c.dept_team_name)
        .outerjoin(ssd_department, ssd_department.c.dept_team_id == working.c.team_id)
        .order_by(working.c.team_id)
    )
    return {row.team_id: row.dept_team_name or row.team_id for row in connection.execute(named)}


def busiest_teams(connection: Connection, count: int) -> list[str]:
    """Ids of the teams that hold the most children on open child protection plans, the busiest first.

    A child is held by the team last allocated, as in the facts. Fewer than `count` where so many hold none.
    """
    worked, plan = ssd_involvements.c, ssd_cp_plans.c
    on_plan = select(plan.cppl_person_id).where(plan.cppl_cp_plan_end_date.is_(None))
    newest_first = func.row_number().over(
        partition_by=worked.invo_person_id,
        order_by=(worked.invo_involvement_start_date.desc(), worked.invo_involvements_id.desc()),
    )
    allocations = (
        select(worked.invo_professional_team.label("team_id"), newest_first.label("place"))
        .where(
            worked.invo_professional_role_id == ALLOCATED,
            worked.invo_professional_team.is_not(None),
            worked.invo_involvement_start_date.is_not(None),
            worked.invo_person_id.in_(on_plan),
        )
        .subquery()
    )
    team = allocations.c.team_id
    held = select(team).where(allocations.c.place == 1).group_by(team).order_by(func.count().desc(), team)
    return list(connection.scalars(held.limit(count)))
