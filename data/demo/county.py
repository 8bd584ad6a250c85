"""The synthetic county, whole: every subject in turn, then what is planted in it, then its dirt."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from data.demo import (
    actions,
    adapted,
    assessments,
    background,
    care,
    carers,
    challenge,
    conferences,
    front_door,
    health_school,
    homes,
    meetings,
    needs,
    persons,
    plans,
    reflection,
    send,
    tools,
    truths,
    workforce,
)
from data.demo.courses import ReviewLateness, run_courses
from data.demo.dates import add_months, day
from data.demo.dirt import add_dirt
from data.demo.dirt_kinds import DIRT
from data.demo.draws import Streams
from data.demo.neglect import with_plans
from data.demo.people import WARM_UP_YEARS, draw_children, draw_families
from data.demo.spells import follow_children
from data.demo.stories import add_stories
from data.demo.world import Planted, Span, World, keep_known

Frames = dict[str, pd.DataFrame]
Progress = Callable[[str, float], None]


def generate(
    seed: int = 2025,
    *,
    authority_code: str = "999",
    authority_name: str = "Synthetic County",
    as_at: date = date(2026, 10, 31),
    years: int = 6,
    scale: float = 1.0,
    plant: bool = True,
    dirty: bool = True,
    progress: Progress | None = None,
) -> Frames:
    """The tables of one authority, by table name, as its Standard Safeguarding Dataset would hold them."""
    say = progress or (lambda doing, share: None)
    say("Families and what happens to them", 0.0)
    world = make_world(seed, authority_code, as_at, years, scale, planted() if plant else Planted())
    say("Writing the tables", 0.2)
    frames = write_tables(world, authority_name)
    if plant:
        say("Planting the families that are known", 0.85)
        frames = add_stories(frames, world.span.as_at)
    if dirty:
        say("Adding the sector's usual dirt", 0.9)
        frames = add_dirt(frames, world.streams, DIRT, scale)
    say("Done", 1.0)
    return frames


def planted() -> Planted:
    """The effects that truths.py says run through the county."""
    return Planted(
        diagnosed_pace=truths.DIAGNOSED_STAY_LONGER.factor,
        timely_team=truths.TIMELY_TEAM.team_number,
        timely_from=day(truths.TIMELY_TEAM.since),
        late_before=truths.TIMELY_TEAM.late_before,
        drifting_team=truths.DRIFTING_TEAM.team_number,
        unlike_siblings=True,
    )


def make_world(seed: int, authority_code: str, as_at: date, years: int, scale: float, planted: Planted) -> World:
    """Draw the families and follow them to the as-at day."""
    streams = Streams(seed, authority_code)
    last = day(as_at)
    back = add_months(np.array([last, last]), np.array([-12 * years, -12 * (years + WARM_UP_YEARS)]))
    span = Span(first=int(back[1]), window=int(back[0]), as_at=last)
    localities = len(workforce.LOCALITIES)
    families = draw_families(streams, span.first, last, scale, workforce.ASSESSMENT, localities)
    children, families = draw_children(streams, families, last)
    lateness = ReviewLateness(
        team=planted.timely_team, team_share_before=planted.late_before, until=planted.timely_from
    )
    courses = run_courses(streams, families, last, lateness)
    spells = follow_children(streams, courses, children, planted.diagnosed_pace)
    episodes, kept_spells, kept = keep_known(spells, children, span)
    world = World(streams, span, planted, scale, families, children.assign(kept=kept), courses, episodes, kept_spells)
    return with_plans(world)


def write_tables(world: World, authority_name: str) -> Frames:
    """Every table, clean."""
    known = needs.draw_needs(world)
    frames: Frames = {}
    people = persons.person_table(world, known)
    frames["ssd_mother"], mothers = persons.mother_tables(world)
    frames["ssd_person"] = pd.concat([people, mothers], ignore_index=True)
    frames["ssd_address"] = homes.address_table(world)
    frames["ssd_disability"] = needs.disability_table(world, known)
    frames["ssd_contacts"] = front_door.contact_table(world)
    frames["ssd_family"] = persons.family_table(world, frames["ssd_contacts"])
    frames["ssd_early_help_episodes"] = front_door.early_help_table(world)
    frames["ssd_cin_episodes"] = front_door.referral_table(world)
    frames["ssd_cin_assessments"], frames["ssd_assessment_factors"] = assessments.assessment_tables(world)
    frames["ssd_s47_enquiry"], frames["ssd_initial_cp_conference"] = conferences.conference_tables(world)
    by_plan = conferences.plan_conference_ids(frames["ssd_initial_cp_conference"])
    frames["ssd_cp_plans"], frames["ssd_cin_plans"] = plans.plan_tables(world, by_plan)
    frames["ssd_cp_reviews"] = plans.review_table(world)
    frames["ssd_cp_visits"], frames["ssd_cin_visits"] = meetings.visit_tables(world)
    frames["ssd_cla_episodes"], frames["ssd_legal_status"] = care.care_tables(world)
    frames["ssd_pre_proceedings"] = care.pre_proceedings_table(world)
    frames["ssd_missing"] = care.missing_table(world)
    frames["ssd_involvements"] = workforce.involvement_table(world)
    frames["ssd_professionals"] = workforce.professional_table(world, frames["ssd_involvements"])
    frames["ssd_department"] = workforce.department_table(authority_name)
    frames |= send.send_tables(world, known)
    frames["ssd_x_health_appointments"] = health_school.appointment_table(world)
    frames["ssd_x_health_appointments_summary"] = health_school.appointment_summary_table(world)
    frames["ssd_x_school_attendance"] = health_school.attendance_table(world)
    frames["ssd_x_neglect_tools"], frames["ssd_x_neglect_tool_items"] = tools.tool_tables(world)
    frames["ssd_x_plan_actions"] = actions.action_table(world)
    frames["ssd_x_plan_escalation_contact"] = challenge.contact_table(world, frames["ssd_cp_reviews"])
    frames["ssd_x_escalations"] = challenge.escalation_table(world)
    frames["ssd_x_reflective_supervision"], frames["ssd_x_reflective_attendance"] = reflection.supervision_tables(world)
    frames["ssd_x_flag_reviews"] = reflection.flag_review_table(world)
    frames["ssd_x_core_group_meetings"] = meetings.meeting_table(world)
    frames["ssd_x_young_carer"] = carers.young_carer_table(world)
    frames["ssd_x_parenting_capacity"] = carers.parenting_table(world)
    frames["ssd_x_neurodiversity"] = needs.neurodiversity_table(world, known)
    frames["ssd_x_adapted_plan"] = adapted.adapted_plan_table(world)
    frames["ssd_x_disadvantage"] = needs.disadvantage_table(world, known)
    frames["ssd_x_heritage"] = background.heritage_table(world, known)
    frames["ssd_x_language"] = background.language_table(world, known, frames["ssd_x_disadvantage"])
    frames["ssd_x_previous_area_checks"] = background.previous_area_check_table(
        world, frames["ssd_x_disadvantage"], frames["ssd_cin_episodes"]
    )
    frames["ssd_x_sibling_link"] = carers.sibling_link_table(world)
    return frames
