"""Columns of plan_month that belong together: a child's needs, challenge, and what tools say."""

from typing import Any

import sqlalchemy as sa

from data.facts.terms import CHALLENGES, SCORE_CHANGES


def condition(name: str, comment: str) -> sa.Column[int]:
    """1 yes, 0 no, NULL not recorded."""
    return sa.Column(name, sa.SmallInteger, comment=comment)


def needs_columns() -> list[sa.Column[Any]]:
    """What is recorded of a child's own needs, and by whom. 0 is said where a source speaks of the child and does not
    say so; NULL where none speaks."""
    return [
        condition("needs_recorded", "a source speaks of the child's needs: a disability code, a record, an EHC plan"),
        condition("neuro_by_code", "neurodivergent by the disability code of the census"),
        condition("neuro_by_health", "neurodivergent by a record of health, or of any source but school"),
        condition("neuro_by_school", "neurodivergent by a record of school"),
        condition("neurodivergent_or_disabled", "any status but not recorded, or any disability code but none"),
    ]


def challenge_columns() -> list[sa.Column[Any]]:
    """Whom to turn to when a plan drifts, and whether anybody spoke up since the spell began."""
    return [
        condition("contact_named", "a contact in post, with a way to reach them, named or checked in six months"),
        sa.Column("contact_state", sa.String(30), comment="the same in words; NULL in a plan's first ten working days"),
        condition("drift_held", "drifting now and 28 days before, in the same spell"),
        *(condition(name, f"since the spell began: {words.lower()}") for name, words in CHALLENGES.items()),
        condition("challenged", "any of the four; 0 = none, and the feeds of all four are held"),
        condition("drift_unchallenged", "drift_held, and none of the four; NULL where it has not held"),
    ]


def tools_columns() -> list[sa.Column[Any]]:
    """Sessions, and what tools say of the child; NULL of unborn children."""
    return [
        condition("supervised_90d", "brought to reflective supervision in 90 days, itself or its family"),
        condition("moved_since_session", "drifting and supervised 90 days before: fewer flags now; else NULL"),
        condition("capacity_12m", "a parent's capacity to care was rated in twelve months"),
        condition("motivation_12m", "a parent's motivation to change was rated in twelve months"),
        condition("tool_12m", "a neglect tool completed in twelve months; NULL where the feed does not tell of them"),
        condition("home_record_12m", "the condition of the home recorded in twelve months"),
        condition("tool_again", "used again in time; NULL where no use is old enough"),
        sa.Column("scored_tool", sa.String(130), comment="tool and version used twice or more since the spell began"),
        sa.Column("score_first", sa.SmallInteger, comment="the worst grade of its first use, 1 best to 5 worst"),
        sa.Column("score_latest", sa.SmallInteger, comment="of its last"),
        condition("score_stuck", "its last two uses both at grade 4 or 5"),
        *(
            sa.Column(name, sa.SmallInteger, comment=f"grades better (+) or worse (-): {of.removeprefix('grade_')}")
            for name, of in SCORE_CHANGES.items()
        ),
    ]
