"""Small sources to load in tests. Every name and date is made up."""

from typing import Any

import pandas as pd
from sqlalchemy import Engine, func, select

from data.load.clean import clean
from data.load.faults import Faults
from data.load.write import LoadSummary, load_frames
from data.records import SSD_TABLES, metadata

Rows = list[dict[str, Any]]


def frames_of(**tables: Rows) -> dict[str, pd.DataFrame]:
    """Table name to frame, each value just as it is given."""
    return {table: pd.DataFrame(rows, dtype=object) for table, rows in tables.items()}


def person(number: int | str = 1, **more: Any) -> dict[str, Any]:
    return {"pers_person_id": f"P{number}", "pers_dob": "2015-03-04", **more}


def cp_plan(
    number: int = 1, child: int = 1, start: str | None = "2025-01-10", end: str | None = None, **more: Any
) -> Any:
    return {
        "cppl_cp_plan_id": f"CP{number}",
        "cppl_person_id": f"P{child}",
        "cppl_cp_plan_start_date": start,
        "cppl_cp_plan_end_date": end,
        "cppl_cp_plan_initial_category": "Neglect",
        "cppl_cp_plan_latest_category": "Neglect",
        **more,
    }


def cin_plan(
    number: int = 1, child: int = 1, start: str | None = "2024-01-10", end: str | None = None, **more: Any
) -> Any:
    return {
        "cinp_cin_plan_id": f"CN{number}",
        "cinp_person_id": f"P{child}",
        "cinp_cin_plan_start_date": start,
        "cinp_cin_plan_end_date": end,
        **more,
    }


def referral(
    number: int = 1, child: int = 1, start: str | None = "2024-01-02", end: str | None = None, **more: Any
) -> Any:
    return {
        "cine_referral_id": f"R{number}",
        "cine_person_id": f"P{child}",
        "cine_referral_date": start,
        "cine_close_date": end,
        "cine_close_reason": "RC7" if end else None,
        **more,
    }


def involvement(number: int, child: int, team: str | None, start: str | None = "2025-01-10", **more: Any) -> Any:
    return {
        "invo_involvements_id": f"I{number}",
        "invo_person_id": f"P{child}",
        "invo_professional_role_id": "CW",
        "invo_professional_team": team,
        "invo_involvement_start_date": start,
        **more,
    }


def escalation(number: int, child: int) -> dict[str, Any]:
    return {"escl_escalation_id": f"E{number}", "escl_person_id": f"P{child}", "escl_raised_date": "2025-03-01"}


def county(children: int = 3) -> dict[str, pd.DataFrame]:
    """A small clean source: for each child a referral, an assessment with factors, a plan, a visit and a review."""
    numbers = range(1, children + 1)
    return frames_of(
        ssd_person=[person(n, pers_sex="F", pers_ethnicity="WBRI", pers_surname=f"Example{n}") for n in numbers],
        ssd_cin_episodes=[referral(n, n) for n in numbers],
        ssd_cin_assessments=[
            {
                "cina_assessment_id": f"A{n}",
                "cina_person_id": f"P{n}",
                "cina_referral_id": f"R{n}",
                "cina_assessment_start_date": "2024-01-03",
                "cina_assessment_auth_date": "2024-02-01",
            }
            for n in numbers
        ],
        ssd_assessment_factors=[
            {"cinf_table_id": f"F{n}", "cinf_assessment_id": f"A{n}", "cinf_assessment_factors_json": '["16A"]'}
            for n in numbers
        ],
        ssd_cp_plans=[cp_plan(n, n) for n in numbers],
        ssd_cp_visits=[
            {
                "cppv_cp_visit_id": f"V{n}",
                "cppv_person_id": f"P{n}",
                "cppv_cp_plan_id": f"CP{n}",
                "cppv_cp_visit_date": "2025-02-01",
                "cppv_cp_visit_seen": "Y",
            }
            for n in numbers
        ],
        ssd_cp_reviews=[
            {
                "cppr_cp_review_id": f"W{n}",
                "cppr_person_id": f"P{n}",
                "cppr_cp_plan_id": f"CP{n}",
                "cppr_cp_review_date": "2025-04-01",
                "cppr_cp_review_meeting_id": "M1",
            }
            for n in numbers
        ],
        ssd_department=[{"dept_team_id": "T1", "dept_team_name": "North"}],
    )


def small_county(children: int = 3) -> dict[str, pd.DataFrame]:
    """As `county`, with only people, plans, reviews and a team."""
    whole = county(children)
    return {name: whole[name] for name in ("ssd_person", "ssd_cp_plans", "ssd_cp_reviews", "ssd_department")}


def cleaned(frames: dict[str, pd.DataFrame], **how: Any) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """What cleaning keeps, and the faults it tells of."""
    faults = Faults()
    return clean(frames, faults, **how), faults.frame()


def of_rule(faults: pd.DataFrame, rule: str) -> list[tuple[str, str]]:
    """(key, treatment) of the faults under one census rule."""
    found = faults[faults["rule"] == rule]
    return list(zip(found["key"], found["treatment"], strict=True))


def about(faults: pd.DataFrame, field: str) -> list[tuple[str, str, str]]:
    """(key, value, treatment) of the faults about one column."""
    found = faults[faults["field"] == field]
    return list(zip(found["key"], found["value"], found["treatment"], strict=True))


def rows_in(table: str, engine: Engine) -> pd.DataFrame:
    """A table of the records, in the order of its key."""
    target = metadata.tables[table]
    with engine.connect() as connection:
        result = connection.execute(target.select().order_by(*target.primary_key.columns))
        return pd.DataFrame(result.all(), columns=list(target.columns.keys()), dtype=object)


def loaded(engine: Engine, frames: dict[str, pd.DataFrame], **how: Any) -> LoadSummary:
    about = {
        "kind": "ssd",
        "source": "somewhere",
        "authority_code": "931",
        "authority_name": "Exampleshire",
        "as_at": None,
        "synthetic": False,
    }
    return load_frames(engine, frames, **{**about, **how})


def everything(engine: Engine) -> dict[str, pd.DataFrame]:
    """Every table that tells of children, whole."""
    return {name: rows_in(name, engine) for name in (*SSD_TABLES, "authorities", "authority_people")}


def same(left: dict[str, pd.DataFrame], right: dict[str, pd.DataFrame]) -> bool:
    return all(left[name].equals(right[name]) for name in left)


def count(engine: Engine, table: Any) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)
