"""Local practice: the defaults, what a file may change, and what it is told when it is wrong."""

import json
import re
from dataclasses import FrozenInstanceError, asdict, fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.practice import Practice, PracticeError, from_json, in_words, practice


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "practice.toml"


def settings_from(file: Path, text: str) -> Practice:
    file.write_text(text, encoding="utf-8")
    return practice(file)


def test_the_defaults_are_the_readings_that_are_published() -> None:
    assert Practice() == Practice(
        ladder_months=(9, 12, 15, 21, 24),
        long_plan_months=15,
        spell_gap_days=27,
        visit_working_days=15,
        seen_alone_age=5,
        core_group_interval_days=0,
        action_late_days=29,
        action_redated_times=2,
        tool_months=6,
        signal_days=60,
        signal_attendance=0.9,
        drifting_flags=2,
        wnb_response_working_days=5,
        signal_response_working_days=10,
        caring_question_age=8,
        caring_question_months=6,
        direct_work_days=90,
        sibling_seen_days=60,
        passed_by_ways=3,
        care_gap_grades=2,
        attendance_gap_points=10,
        absence_run_days=5,
        escalation_working_days=(5, 7),
        first_tool_working_days=30,
        compared_areas=("England", "South East", "Statistical neighbours", "Oxfordshire"),
    )


def test_without_a_file_the_defaults_are_in_force(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRACTICE_FILE", raising=False)
    monkeypatch.setenv("DATA_DIR", str(file.parent))
    assert practice() == Practice()


def test_a_file_that_is_named_must_be_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in its name would otherwise put the defaults in force, and nobody would know."""
    with pytest.raises(PracticeError, match=r"practice\.toml: there is no such file"):
        practice(file)
    monkeypatch.setenv("PRACTICE_FILE", str(file))
    with pytest.raises(PracticeError, match="Correct PRACTICE_FILE, or unset it"):
        practice()


def test_every_setting_is_said_in_words_with_its_value() -> None:
    names = [field.name for field in fields(Practice)]
    said = in_words(Practice(), names)
    assert "a plan is long from 15 months" in said
    assert "ladder at 9, 12, 15, 21, 24 months" in said
    assert "attendance under 90% is a signal" in said
    assert "no interval rule for later core groups" in said
    assert len(said) == len(names)
    assert in_words(Practice(core_group_interval_days=42), ["core_group_interval_days"]) == [
        "a later core group at least every 42 days"
    ]


def test_the_file_is_the_one_the_environment_names(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("long_plan_months = 12", encoding="utf-8")
    monkeypatch.setenv("PRACTICE_FILE", str(file))
    assert practice() == Practice(long_plan_months=12)
    monkeypatch.delenv("PRACTICE_FILE")
    monkeypatch.setenv("DATA_DIR", str(file.parent))
    assert practice() == Practice(long_plan_months=12)


def test_only_what_the_file_says_is_changed(file: Path) -> None:
    text = """
    # Ours since 2024
    ladder_months = [6, 15, 18]
    signal_attendance = 1
    core_group_interval_days = 42
    compared_areas = ["England", "York"]
    """
    assert settings_from(file, text) == Practice(
        ladder_months=(6, 15, 18),
        signal_attendance=1.0,
        core_group_interval_days=42,
        compared_areas=("England", "York"),
    )
    assert settings_from(file, "") == Practice()


@pytest.mark.parametrize("name", ["spell_gap_days", "seen_alone_age", "core_group_interval_days"])
def test_nought_is_a_choice_where_it_means_something(file: Path, name: str) -> None:
    assert settings_from(file, f"{name} = 0") == Practice(**{name: 0})


WRONG = [
    ("ladder_months = [6, 12, 18]", "'long_plan_months' (15) must be one of the steps of 'ladder_months' (6, 12, 18)"),
    ("long_plan_month = 12", "'long_plan_month' is not a practice setting. Known: absence_run_days, action_late_days"),
    ("[practice]\nlong_plan_months = 12", "'practice' is not a practice setting."),
    ("long_plan_months = 0", "'long_plan_months' must be a whole number, 1 or more, not 0."),
    ("drifting_flags = 0", "'drifting_flags' must be a whole number, 1 or more, not 0."),
    ("visit_working_days = 0", "'visit_working_days' must be a whole number, 1 or more, not 0."),
    ("spell_gap_days = -1", "'spell_gap_days' must be a whole number, 0 or more, not -1."),
    ("long_plan_months = 12.0", "'long_plan_months' must be a whole number, 1 or more, not 12.0."),
    ("long_plan_months = true", "'long_plan_months' must be a whole number, 1 or more, not True."),
    ("long_plan_months = '12'", "'long_plan_months' must be a whole number, 1 or more, not '12'."),
    ("long_plan_months = [12]", "'long_plan_months' must be a whole number, 1 or more, not [12]."),
    ("long_plan_months = 2026-10-31", "'long_plan_months' must be a whole number"),
    ("signal_attendance = 90", "'signal_attendance' must be a share above 0 and at most 1, not 90."),
    ("signal_attendance = 0", "'signal_attendance' must be a share above 0 and at most 1, not 0."),
    ("signal_attendance = true", "'signal_attendance' must be a share above 0 and at most 1, not True."),
    ("signal_attendance = nan", "'signal_attendance' must be a share above 0 and at most 1, not nan."),
    ("signal_attendance = '0.9'", "'signal_attendance' must be a share above 0 and at most 1, not '0.9'."),
    ("ladder_months = []", "'ladder_months' must be a list of whole numbers above 0, not []."),
    ("ladder_months = 9", "'ladder_months' must be a list of whole numbers above 0, not 9."),
    ("ladder_months = [0, 9]", "'ladder_months' must be a list of whole numbers above 0, not [0, 9]."),
    ("ladder_months = [9, 12.5]", "'ladder_months' must be a list of whole numbers above 0"),
    ("ladder_months = [9, true]", "'ladder_months' must be a list of whole numbers above 0"),
    ("ladder_months = [12, 9]", "'ladder_months' must rise from step to step without repeats, not [12, 9]."),
    ("ladder_months = [9, 9]", "'ladder_months' must rise from step to step without repeats, not [9, 9]."),
    ("compared_areas = []", "'compared_areas' must be a list of names of areas, not []."),
    ("compared_areas = [1]", "'compared_areas' must be a list of names of areas, not [1]."),
    ("compared_areas = 'England'", "'compared_areas' must be a list of names of areas, not 'England'."),
    ("long_plan_months 12", "this is not a TOML file that can be read:"),
    ("long_plan_months = 12\nlong_plan_months = 15", "this is not a TOML file that can be read:"),
]


@pytest.mark.parametrize(("text", "says"), WRONG, ids=[text.replace("\n", " ") for text, _ in WRONG])
def test_what_is_wrong_is_told_with_the_file_the_setting_and_what_would_do(file: Path, text: str, says: str) -> None:
    with pytest.raises(PracticeError, match=re.escape(f"{file}: {says}")):
        settings_from(file, text)


def test_a_file_that_is_not_text_is_told_of(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00long")
    with pytest.raises(PracticeError, match="not a TOML file that can be read"):
        practice(file)


def test_a_folder_in_the_files_place_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(PracticeError, match=re.escape(f"{tmp_path}: this file cannot be read: Is a directory.")):
        practice(tmp_path)


def test_settings_in_force_cannot_be_changed_on_the_way() -> None:
    with pytest.raises(FrozenInstanceError):
        Practice().long_plan_months = 1  # type: ignore[misc]


@given(
    st.builds(
        Practice,
        ladder_months=st.lists(st.integers(1, 60), min_size=1, max_size=6, unique=True).map(lambda v: tuple(sorted(v))),
        long_plan_months=st.integers(1, 60),
        signal_attendance=st.floats(0.01, 1.0),
        drifting_flags=st.integers(1, 8),
    )
)
def test_what_a_snapshot_keeps_is_read_back_as_it_was(chosen: Practice) -> None:
    assert from_json(json.dumps(asdict(chosen))) == chosen


def test_every_setting_is_explained() -> None:
    for field in fields(Practice):
        assert f"    {field.name} " in (Practice.__doc__ or "")
