"""The shape of the facts store.

plan_month       one row per child per month-end on a child protection plan, or on a child in need plan for neglect
household_month  one row per household with two or more children and one of them in the neglect cohort, per month-end
sibling_month    one row per child under 18 of those households, on a plan or not, per month-end
event            one row per thing that happened or fell due
intersection, intersection_model   what lies between intersections of characteristics, in one whole authority
authority, feed, snapshot   what the facts were built from, as at when, how complete

In every fact a condition is 1 (yes), 0 (no) or NULL (not recorded): NULL is neither.
"""

from typing import Any

import sqlalchemy as sa

from data.facts.plan_columns import challenge_columns, condition, needs_columns, tools_columns
from data.facts.terms import (
    ATTENTION,
    DISADVANTAGES,
    FLAGS,
    GRADED_DOMAINS,
    NEGLECTS,
    PARENTAL_FACTORS,
    STRATUM,
)

metadata = sa.MetaData()


def _dimensions() -> list[sa.Column[Any]]:
    """What people filter and split by. The same names on plan_month and event."""
    text: list[sa.Column[Any]] = [
        sa.Column("authority", sa.String(9), nullable=False),
        sa.Column("person_id", sa.String(48), nullable=False),
        sa.Column("household_key", sa.String(60)),
        sa.Column("household_size", sa.SmallInteger, comment="children under 18 in the household then"),
        sa.Column("team_id", sa.String(48)),
        sa.Column("team", sa.String(255)),
        sa.Column("locality", sa.String(255)),
        sa.Column("age", sa.SmallInteger, comment="completed years; NULL unborn or birth date not recorded"),
        sa.Column("age_band", sa.String(20)),
        sa.Column("sex", sa.String(12)),
        sa.Column("ethnicity_group", sa.String(40)),
        sa.Column("neurodivergence", sa.String(20)),
        sa.Column("sen", sa.String(20)),
        sa.Column("young_carer", sa.String(12)),
        sa.Column("disadvantage_count", sa.SmallInteger, comment="how many of the eleven are recorded yes"),
        sa.Column("disadvantage_unknown", sa.SmallInteger, comment="how many of the eleven are not recorded"),
        sa.Column("disadvantage_band", sa.String(12), comment="0 or 1, 2 or 3, 4 or more, or Not recorded"),
        condition("grt", "Gypsy, Roma or Traveller: ethnicity code WROM or WIRT, or self-described heritage"),
        sa.Column("grt_group", sa.String(30), comment="the same in words, with Not recorded a group of its own"),
    ]
    return [*text, *(condition(name, comment) for name, comment in DISADVANTAGES.items())]


plan_month = sa.Table(
    "plan_month",
    metadata,
    sa.Column("month", sa.Date, nullable=False, comment="the month-end it stands for"),
    sa.Column("as_at", sa.Date, nullable=False, comment="the day it was true on: month-end, or the data's last day"),
    *_dimensions(),
    sa.Column("plan_type", sa.String(3), nullable=False, comment="CP before CIN"),
    sa.Column("category_initial", sa.String(40)),
    sa.Column("category_latest", sa.String(40)),
    condition("neglect_initial", "child protection plan, initial category neglect"),
    condition("neglect_latest", "child protection plan, latest category neglect"),
    condition("neglect_cin", "child in need plan, 16A on the latest completed assessment, and not on a CP plan"),
    sa.Column("plan_start", sa.Date, nullable=False),
    sa.Column("spell_start", sa.Date, nullable=False, comment="earliest start of the joined spell"),
    sa.Column("spell_days", sa.Integer, nullable=False),
    sa.Column("spell_months", sa.SmallInteger, nullable=False, comment="completed calendar months"),
    condition("spell_joined", "1 = a gap of under 28 days was joined in this spell"),
    sa.Column("cumulative_days", sa.Integer, comment="days on any plan since the first neglect plan"),
    sa.Column("duration_band", sa.String(24), comment="the Department for Education's five bands"),
    condition("long_plan", "as many months as local practice calls long, or more; of either plan type"),
    condition("repeat_24m", "an earlier spell ended at most 24 months before this one began"),
    condition("reviews_all_in_time", "every review of the spell on time; NULL before three months"),
    sa.Column("review_due", sa.Date),
    sa.Column("last_seen", sa.Date),
    sa.Column("visit_due", sa.Date),
    condition("seen_in_time", "child seen within the local interval; NULL unborn or first visit not yet due"),
    sa.Column("actions_due", sa.SmallInteger, comment="actions of this plan whose first date has come"),
    sa.Column("actions_overdue", sa.SmallInteger, comment="of those, past it and not closed"),
    sa.Column("actions_not_met", sa.SmallInteger, comment="of those, closed as not met"),
    sa.Column("actions_redated", sa.SmallInteger, comment="live actions of this plan re-dated twice (local setting)"),
    sa.Column("action_closed", sa.Date, comment="the latest day an action of this plan was closed, met or not"),
    sa.Column("moves_24m", sa.SmallInteger, comment="moves between CIN and CP plans in 24 months"),
    condition("legal_planning", "legal-planning or pre-proceedings decision since the spell began"),
    *(condition(name, comment) for name, comment in FLAGS.items()),
    sa.Column("flag_count", sa.SmallInteger, nullable=False, comment="flags that are 1"),
    sa.Column("flags_known", sa.SmallInteger, nullable=False, comment="flags that are recorded, 1 or 0"),
    condition("drifting", "as many flags or more as local practice calls drifting; NULL where under four are known"),
    sa.Column("heritage", sa.String(100), comment="as the child or family describe it; beside the code, never over it"),
    condition("grt_coded", "the ethnicity code alone is WROM or WIRT"),
    condition("free_school_meals", "recorded as eligible; NULL where it is not: nobody records that a child is not"),
    condition("material_help", "a live action of a plan offers material, financial or housing help"),
    condition("interpreter_needed", "by the latest language record"),
    condition("interpreter_used", "of those who need one"),
    condition("moved_in_24m", "moved in from another authority in the last 24 months; 0 = longer ago"),
    condition("history_asked", "moved in and referred: the other authority was asked for the history"),
    condition("history_obtained", "... and answered in time; NULL where the answer is not yet due"),
    condition("history_held", "... and has answered, however late"),
    sa.Column("next_due", sa.Date, comment="the earliest review, visit or core group outstanding"),
    sa.Column("next_due_kind", sa.String(20)),
    condition("health_known", "a health appointment fell due in the twelve months to the day"),
    condition("missed_any_6m", "not brought to one or more in six months; NULL where no health record is known"),
    condition("missed_2plus_6m", "not brought to two or more in six months"),
    condition("school_age", "aged 5 to 15 on 31 August before the school year"),
    sa.Column("schooling", sa.String(20), comment="where the newest record of the school year has the child taught"),
    condition("attendance_known", "school-age children: sessions of this school year are found"),
    condition("persistent_absence", "missed a tenth or more of own possible sessions this school year"),
    condition("severe_absence", "missed half or more of them"),
    sa.Column("sessions_possible", sa.Integer, comment="this school year, where unauthorised absence is recorded"),
    sa.Column("sessions_unauthorised", sa.Integer, comment="of those, missed without leave"),
    condition("physical_signal", "physical care at grade 4 to 5 of 5 on the latest tool that grades it, in a year"),
    *(condition(f"{name}_action", f"a live action on {name} neglect, dated and owned") for name in NEGLECTS),
    condition("signals_acted_on", "the plan acts on each medical and educational signal shown; NULL where none is"),
    condition("signal_not_brought", "not brought to an appointment in 60 days (local setting)"),
    condition("signal_low_attendance", "attendance under 90 % (local setting) in the last half-term"),
    condition("signal_not_seen", "in 60 days a visit with the child not seen, or a core group the parents missed"),
    condition("two_signals", "two or more of the three; NULL where under two are recorded for the child"),
    sa.Column("two_signals_since", sa.Date, comment="the day of the second"),
    condition("signals_unanswered", "nothing done within ten working days (local setting) of it; NULL while it waits"),
    *needs_columns(),
    condition("communication_needs", "neurodivergent or disabled children: what helps the child to communicate"),
    condition("reasonable_adjustment", "neurodivergent or disabled children: an adjustment agreed and in force"),
    condition("direct_work", "neurodivergent or disabled children: a session in 90 days (local setting)"),
    condition("adapted_plan", "all three recorded"),
    sa.Column("appointments_due_12m", sa.SmallInteger, comment="health appointments that fell due in twelve months"),
    sa.Column("appointments_missed_12m", sa.SmallInteger, comment="of those, the child was not brought to"),
    condition("young_carer_assessed", "young carers: a needs assessment is completed; NULL for any other child"),
    *challenge_columns(),
    *tools_columns(),
)


def _of_any_child() -> list[sa.Column[Any]]:
    """Whose plans a household's are: 1 where any of its children is on such a plan."""
    return [
        condition("neglect_initial", "any child on a child protection plan, initial category neglect"),
        condition("neglect_latest", "the same by latest category"),
        condition("neglect_cin", "any child on a child in need plan for neglect, and on no child protection plan"),
    ]


household_month = sa.Table(
    "household_month",
    metadata,
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("as_at", sa.Date, nullable=False),
    sa.Column("authority", sa.String(9), nullable=False),
    sa.Column("household_key", sa.String(60), nullable=False),
    sa.Column("team_id", sa.String(48), comment="team of the household's longest-running plan"),
    sa.Column("team", sa.String(255)),
    sa.Column("locality", sa.String(255)),
    sa.Column("children", sa.SmallInteger, nullable=False),
    sa.Column("children_in_cohort", sa.SmallInteger, nullable=False),
    sa.Column("children_cp", sa.SmallInteger, nullable=False),
    sa.Column("children_cin", sa.SmallInteger, nullable=False),
    sa.Column("children_no_plan", sa.SmallInteger, nullable=False),
    *_of_any_child(),
    condition("status_mismatch", "children of one household hold different plan statuses"),
    sa.Column("children_drifting", sa.SmallInteger, nullable=False),
    sa.Column("caring_due", sa.SmallInteger, comment="children to be asked about caring; NULL where none is"),
    sa.Column("caring_in_date", sa.SmallInteger, comment="of those, with an answer in date; NULL before the feed"),
    sa.Column("caring_never", sa.SmallInteger, comment="of those, never asked; NULL before the feed"),
    condition("caring_for_child", "to be asked because another child is neurodivergent or disabled; 0 = parent only"),
    sa.Column("signals", sa.String(120), comment="how the children were linked"),
    sa.Column("confidence", sa.String(12)),
    # Brothers and sisters (SD01 to SD06).
    *(
        sa.Column(name.replace("has_", "reach_"), sa.SmallInteger, comment="0 none, 1 some, 2 all of the children")
        for name in ATTENTION
    ),
    condition("child_passed_by", "a child is without as many kinds of attention that another has as practice says"),
    condition("all_assessed", "every child assessed within 45 working days of the first, and scored if any is"),
    sa.Column("care_gap", sa.SmallInteger, comment="grades between the best and worst cared for; NULL not comparable"),
    condition("care_unequal", "a care_gap of as many grades as practice flags"),
    condition("uniformly_poor", "every child scored in some domain is at grade 4 or 5 in it"),
    sa.Column("care_domain", sa.String(100), comment="the domain of care_grades"),
    sa.Column("care_grades", sa.String(60), comment="the children's grades in it, best to worst"),
    sa.Column("care_worst", sa.SmallInteger, comment="the worst of care_grades"),
    sa.Column("worst_grades", sa.String(60), comment="of each child scored, the worst of any domain, best to worst"),
    condition("disparity_explained", "a reason and an action within ten working days of a wide care_gap"),
    condition("closed_apart", "one child's plan closed 28 days or more before another's, in twelve months"),
    sa.Column("attendance_gap_points", sa.SmallInteger, comment="percentage points, this term"),
    sa.Column("attendance_gap_chance", sa.Float, comment="of so wide a gap, were school missed at random"),
    condition("attendance_gap_wide", "as many points or more as practice says"),
    condition("attendance_gap", "the same, and beyond chance"),
    sa.Column("missed_gap_chance", sa.Float, comment="of so wide a gap, were appointments missed at random"),
    condition("missed_gap_wide", "one child not brought twice or more in twelve months, another never"),
    condition("missed_gap", "the same, and beyond chance"),
    condition("gap_beyond_chance", "either gap, the two together held to the line of one"),
)

sibling_month = sa.Table(
    "sibling_month",
    metadata,
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("as_at", sa.Date, nullable=False),
    *_dimensions(),
    *_of_any_child(),
    sa.Column("children_cp", sa.SmallInteger, nullable=False, comment="of the household"),
    sa.Column("children_cin", sa.SmallInteger, nullable=False, comment="of the household"),
    sa.Column("children_drifting", sa.SmallInteger, nullable=False, comment="of the household"),
    sa.Column("plan_type", sa.String(4), nullable=False, comment="the child's own, whatever for: CP, CIN or none"),
    condition("in_cohort", "the child is on a plan for neglect"),
    condition("neurodivergent_or_disabled", "as in plan_month"),
    condition("lives_with_child", "another child of the household is neurodivergent or disabled"),
    condition("lives_with_parent", "factor 4B, 5B or 6B on the latest assessment of any child of the household"),
    condition("caring_due", "to be asked about caring: old enough (local setting), and lives with either"),
    condition("caring_in_date", "an answer about caring in six months (local setting); NULL before the feed began"),
    condition("caring_ever_asked", "any dated answer about caring; NULL before the feed began"),
    # Brothers and sisters (SD01 to SD06).
    sa.Column("last_seen", sa.Date, comment="at a visit of either kind"),
    sa.Column("last_assessed", sa.Date, comment="the day the latest assessment was completed"),
    *(condition(name, f"{words.lower()}, as practice says how recently") for name, words in ATTENTION.items()),
    sa.Column("passed_by_ways", sa.SmallInteger, comment="kinds the child is without that another in the home has"),
    sa.Column("last_scored", sa.Date, comment="by a neglect tool"),
    sa.Column("worst_grade", sa.SmallInteger, comment="of the latest in each domain: 1 best to 5 worst"),
    *(sa.Column(name, sa.SmallInteger, comment="latest, 1 best to 5 worst") for name in GRADED_DOMAINS),
    sa.Column("sessions_possible_term", sa.SmallInteger, comment="in this term's half-terms that have ended"),
    sa.Column("sessions_absent_term", sa.SmallInteger),
    sa.Column("appointments_due_12m", sa.SmallInteger),
    sa.Column("appointments_missed_12m", sa.SmallInteger),
)

event = sa.Table(
    "event",
    metadata,
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("month", sa.Date, nullable=False, comment="the month-end it is counted in"),
    sa.Column("event_date", sa.Date, nullable=False, comment="the day it is counted on"),
    *_dimensions(),
    sa.Column("trigger_date", sa.Date, comment="the day its clock started"),
    sa.Column("due_date", sa.Date),
    sa.Column("done_date", sa.Date, comment="NULL = not done by the data's as-at"),
    sa.Column("days", sa.Integer, comment="days or working days, as the kind says"),
    condition("in_time", "done by its due date; NULL = waits, or its clock cannot be started"),
    condition("neglect", "the plan, or the assessment it led to, is for neglect"),
    condition("neglect_initial", "plan events: initial category neglect"),
    condition("neglect_latest", "plan events: latest category neglect"),
    condition("counted", "0 = shown apart: transfer in, or its clock cannot be started"),
    sa.Column("outcome", sa.String(40), comment="plan ends: how it ended"),
    condition("repeat_ever", "plan starts: an earlier plan here"),
    condition("repeat_24m", "plan starts: one that ended at most 24 months before; NULL where that is not recorded"),
    condition("repeat_12m", "plan starts: one that ended at most 12 months before"),
    condition("repeat_neglect", "plan starts: an earlier plan here, also for neglect"),
    condition("repeat_any_authority", "plan starts: an earlier plan in any authority"),
    condition("lasted_2y", "plan ends: 730 days or more"),
    condition("exit_held", "plans ended so long before: nothing came back; NULL where that is not recorded"),
    condition("young_carer_factor", "assessments: factor 7A; NULL where the factors are not known"),
    condition("rereferral", "referrals: an earlier referral in the twelve months before"),
    condition("seen", "visits: the child was seen"),
    condition("seen_alone", "visits: seen alone, child old enough"),
    *(
        condition(f"factor_{code.lower()}", f"assessments: {factor}; NULL where its factors cannot be read")
        for code, factor in PARENTAL_FACTORS.items()
    ),
    sa.Column("plan_type", sa.String(3), comment="of either plan: the one the child was on that day, CP before CIN"),
    condition("neglect_cin", "of either plan: a child in need plan for neglect, and not on a CP plan"),
    sa.Column("service", sa.String(100), comment="appointments: which health service"),
    condition("missed", "appointments: the child was not brought"),
    condition("cancelled", "appointments: cancelled by or for the patient"),
    sa.Column("stage", sa.SmallInteger, comment="escalations: the stage of the policy"),
    sa.Column("raised_by", sa.String(100), comment="escalations: the agency that raised it"),
    sa.Column("raised_to", sa.String(100), comment="escalations: the agency that is to answer"),
    condition("open_late", "escalations: past the day it was due and still open"),
    condition("plan_changed", "escalations closed: the plan or decision changed, or was agreed, in whole or part"),
    condition("restated", "formal reviews: the named contact was restated"),
    sa.Column("tool", sa.String(100), comment="neglect tools: which"),
    sa.Column("agency", sa.String(100), comment="neglect tools: whose worker completed it"),
    condition("scores_copied", "neglect tools: every score is a brother's or sister's of that day; NULL alone"),
    sa.Column("escalations", sa.SmallInteger, comment="plans of a quarter: escalations raised in its three months"),
)

# How much of the difference in an outcome lies between intersections of characteristics, in one whole authority at its
# as-at (see multilevel.py). Every household counts once, however many children it has.
intersection_model = sa.Table(
    "intersection_model",
    metadata,
    sa.Column("authority", sa.String(9), nullable=False),
    sa.Column("month", sa.Date, nullable=False, comment="the month-end it was worked out on"),
    sa.Column("outcome", sa.String(30), nullable=False, comment="the plan_month condition looked at"),
    sa.Column("children", sa.Integer, nullable=False, comment="with the outcome recorded"),
    sa.Column("households", sa.Integer, nullable=False),
    sa.Column("strata", sa.Integer, nullable=False, comment="intersections with anybody in them"),
    sa.Column("spread", sa.Float, comment="standard deviation between intersections, in log odds; nothing allowed for"),
    sa.Column("spread_beyond", sa.Float, comment="the same, beyond the sum of the single characteristics"),
    sa.Column("share_between", sa.Float, comment="0 to 1: of all variation, the part between intersections"),
    sa.Column("share_beyond", sa.Float, comment="0 to 1: the same, beyond the sum of the parts"),
    sa.Column("explained", sa.Float, comment="0 to 1: of that between, what the sum of the parts explains"),
    sa.Column("p_between", sa.Float, comment="chance of as much between intersections, were they all alike"),
    sa.Column("p_beyond", sa.Float, comment="chance of as much beyond the sum of the parts, were there none"),
)

intersection = sa.Table(
    "intersection",
    metadata,
    sa.Column("authority", sa.String(9), nullable=False),
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("outcome", sa.String(30), nullable=False),
    *(sa.Column(name, sa.String(40), nullable=False) for name in STRATUM),
    sa.Column("children", sa.Integer, nullable=False),
    sa.Column("households", sa.Integer, nullable=False),
    sa.Column("having", sa.Integer, nullable=False, comment="children with the outcome"),
    sa.Column("estimate", sa.Float, comment="0 to 1: shrunken towards what the single characteristics would give"),
    sa.Column("low", sa.Float, comment="95 % interval"),
    sa.Column("high", sa.Float),
)

# What is worked out over a whole authority: not for a reader who may see some of its teams alone.
OF_WHOLE_AUTHORITIES = (intersection_model, intersection)

authority = sa.Table(
    "authority",
    metadata,
    sa.Column("authority", sa.String(9), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("as_at", sa.Date, nullable=False),
    sa.Column("first_month", sa.Date, comment="the earliest month-end worked out"),
    sa.Column("source_kind", sa.String(20), nullable=False),
    sa.Column("synthetic", sa.SmallInteger, nullable=False),
    sa.Column("child_population", sa.Integer),
    sa.Column("rows_read", sa.Integer),
    sa.Column("rows_rejected", sa.Integer),
    sa.Column("children", sa.Integer, nullable=False, comment="in the neglect cohort at the as-at"),
    sa.Column("households", sa.Integer, nullable=False),
    sa.Column("unlinked", sa.Integer, nullable=False, comment="neglect children with no linked sibling"),
    sa.Column("completeness", sa.Float, comment="share of plan records whose needed fields are present"),
)

feed = sa.Table(
    "feed",
    metadata,
    sa.Column("authority", sa.String(9), primary_key=True),
    sa.Column("table_name", sa.String(60), primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("first_date", sa.Date, comment="the earliest date in the feed: no figure is cast back before it"),
)

snapshot = sa.Table(
    "snapshot",
    metadata,
    sa.Column("snapshot_id", sa.String(40), primary_key=True),
    sa.Column("built_at", sa.DateTime, nullable=False),
    sa.Column("as_at", sa.Date, nullable=False),
    sa.Column("sources", sa.Text, nullable=False),
    sa.Column("practice", sa.Text, nullable=False, comment="the local settings in force, as JSON"),
    sa.Column("definitions", sa.Integer, nullable=False, comment="version of the rules the facts were built by"),
    sa.Column("load_id", sa.Integer, nullable=False, comment="the newest load in the records they were built from"),
)
