"""Local practice: the choices that are the partnership's own, each with the default the product ships.

An authority sets its own in a TOML file (see docs/operators.md); each is printed with the figures it shapes.
"""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from data.settings import settings


class PracticeError(ValueError):
    """The practice file holds a name or a value the product does not know."""


@dataclass(frozen=True)
class Practice:
    """Local settings. Months are calendar months; working days leave out weekends and bank holidays.

    ladder_months                 steps of the plan-duration ladder (published example: Swindon 2019)
    long_plan_months              a plan this old or older is long (drift flags 1 and 8)
    spell_gap_days                a gap this long or shorter joins two child protection plans into one spell
    visit_working_days            a child on a plan is seen at least this often
    seen_alone_age                from this age (years) a child can be seen alone
    core_group_interval_days      later core groups at least this often; 0 = no interval rule
    action_late_days              an action this many days or more past its first date is late (drift flag 5)
    action_redated_times          re-dated this often or more is late too (drift flag 5)
    tool_months                   a neglect tool older than this no longer counts as recent (drift flag 6)
    signal_days                   window of the two-or-more-signals rule (drift flag 7)
    signal_attendance             attendance below this share in the last half-term is a signal
    drifting_flags                this many flags or more is called drifting
    history_working_days          a family's history elsewhere is to be obtained so soon after the referral
    wnb_response_working_days     a missed appointment is answered in time within this long
    signal_response_working_days  two or more signals are answered in time within this long of the second
    caring_question_age           brothers and sisters are asked about caring from this age (years)
    caring_question_months        an answer about caring is in date for this long
    direct_work_days              a session of direct work counts for this long
    sibling_seen_days             brothers and sisters are compared by who was seen in so many days
    passed_by_ways                a child without this many kinds of attention that another child of the home has is
                                  called passed by
    care_gap_grades               brothers and sisters this many grades apart in care are a flag; one grade is to watch
    attendance_gap_points         brothers and sisters this many percentage points apart in attendance are a gap
    absence_run_days              for the chance of such a gap, school is missed so many days at a time
    escalation_working_days       an escalation with no date of its own is to be answered so soon, stage by stage; the
                                  last stands for later stages too (published example: Sefton 2017)
    compared_areas                whose published figures stand beside ours on the Overview, in order; by the name they
                                  are published under
    first_tool_working_days       a first neglect tool is in time within this long of neglect being first recorded
    """

    ladder_months: tuple[int, ...] = (9, 12, 15, 21, 24)
    long_plan_months: int = 15
    spell_gap_days: int = 27
    visit_working_days: int = 15
    seen_alone_age: int = 5
    core_group_interval_days: int = 0
    action_late_days: int = 29
    action_redated_times: int = 2
    tool_months: int = 6
    signal_days: int = 60
    signal_attendance: float = 0.9
    drifting_flags: int = 2
    history_working_days: int = 10
    wnb_response_working_days: int = 5
    signal_response_working_days: int = 10
    caring_question_age: int = 8
    caring_question_months: int = 6
    direct_work_days: int = 90
    sibling_seen_days: int = 60
    passed_by_ways: int = 3
    care_gap_grades: int = 2
    attendance_gap_points: int = 10
    absence_run_days: int = 5
    escalation_working_days: tuple[int, ...] = (5, 7)
    first_tool_working_days: int = 30
    compared_areas: tuple[str, ...] = ("England", "South East", "Statistical neighbours", "Oxfordshire")


# How each setting is said beside a figure it shapes; {} is its value.
_IN_WORDS = {
    "ladder_months": "ladder at {} months",
    "long_plan_months": "a plan is long from {} months",
    "spell_gap_days": "a gap of {} days or fewer joins two plans",
    "visit_working_days": "a child is seen every {} working days",
    "seen_alone_age": "children are seen alone from age {}",
    "core_group_interval_days": "a later core group at least every {} days",
    "action_late_days": "an action is late {} days after its first date",
    "action_redated_times": "an action re-dated {} times is late",
    "tool_months": "a neglect tool is recent for {} months",
    "signal_days": "signals count for {} days",
    "signal_attendance": "attendance under {:.0%} is a signal",
    "drifting_flags": "{} flags or more is drifting",
    "history_working_days": "history elsewhere is obtained within {} working days of the referral",
    "wnb_response_working_days": "a missed appointment is answered within {} working days",
    "signal_response_working_days": "signals are answered within {} working days",
    "caring_question_age": "brothers and sisters are asked about caring from age {}",
    "caring_question_months": "an answer about caring is in date for {} months",
    "direct_work_days": "direct work counts for {} days",
    "sibling_seen_days": "seen means seen in {} days",
    "passed_by_ways": "a child is passed by in {} ways or more",
    "care_gap_grades": "care is unequal from {} grades apart",
    "attendance_gap_points": "attendance differs from {} percentage points apart",
    "absence_run_days": "school is taken to be missed {} days at a time",
    "escalation_working_days": "an escalation is answered within {} working days, stage by stage",
    "compared_areas": "published figures are those of {}",
    "first_tool_working_days": "a first neglect tool is completed within {} working days",
}

# Nought means something here: no gap is joined, from birth, no interval rule. Elsewhere it would flag every child.
_MAY_BE_NOUGHT = ("spell_gap_days", "seen_alone_age", "core_group_interval_days", "caring_question_age")


def practice(path: Path | None = None) -> Practice:
    """The practice settings in force: the shipped defaults, overlaid with the local file where there is one.

    Raises PracticeError naming the file, the setting and what is wrong with it.
    """
    named = path is not None or settings().practice_named
    path = path or settings().practice_file
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if named:
            raise PracticeError(f"{path}: there is no such file. Correct PRACTICE_FILE, or unset it.") from error
        return Practice()
    except OSError as error:
        raise PracticeError(f"{path}: this file cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PracticeError(f"{path}: this is not a TOML file that can be read: {error}") from error
    known = {field.name: field for field in fields(Practice)}
    values: dict[str, object] = {}
    for name, value in given.items():
        if name not in known:
            raise PracticeError(f"{path}: '{name}' is not a practice setting. Known: {', '.join(sorted(known))}.")
        values[name] = _checked(path, name, value)
    found = Practice(**values)  # type: ignore[arg-type]
    if found.long_plan_months not in found.ladder_months:
        raise PracticeError(
            f"{path}: 'long_plan_months' ({found.long_plan_months}) must be one of the steps of 'ladder_months' "
            f"({', '.join(map(str, found.ladder_months))}), so that the ladder shows where it lies."
        )
    return found


def from_json(text: str) -> Practice:
    """The settings as a snapshot keeps them."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()}
    return Practice(**values)  # type: ignore[arg-type]


def in_words(settings: Practice, names: Iterable[str]) -> list[str]:
    """These settings with their values, each as a phrase."""
    said = []
    for name in names:
        value = getattr(settings, name)
        if name == "core_group_interval_days" and not value:
            said.append("no interval rule for later core groups")
        else:
            said.append(_IN_WORDS[name].format(", ".join(map(str, value)) if isinstance(value, tuple) else value))
    return said


def _checked(path: Path, name: str, value: object) -> object:
    default = getattr(Practice(), name)
    if name == "compared_areas":
        if not isinstance(value, list) or not value or not all(isinstance(v, str) and v.strip() for v in value):
            raise PracticeError(f"{path}: '{name}' must be a list of names of areas, not {value!r}.")
        return tuple(value)
    if isinstance(default, tuple):
        if not isinstance(value, list) or not value or not all(type(v) is int and v > 0 for v in value):
            raise PracticeError(f"{path}: '{name}' must be a list of whole numbers above 0, not {value!r}.")
        if name == "ladder_months" and sorted(set(value)) != value:
            raise PracticeError(f"{path}: '{name}' must rise from step to step without repeats, not {value!r}.")
        return tuple(value)
    if isinstance(default, float):
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
            raise PracticeError(f"{path}: '{name}' must be a share above 0 and at most 1, not {value!r}.")
        return float(value)
    least = 0 if name in _MAY_BE_NOUGHT else 1
    if type(value) is not int or value < least:
        raise PracticeError(f"{path}: '{name}' must be a whole number, {least} or more, not {value!r}.")
    return value
