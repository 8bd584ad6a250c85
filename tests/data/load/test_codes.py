"""Local words and codes come to the national ones; what is not understood is never guessed at."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.load.codes import SHIPPED, Codes, canonical_factors, categories, coded, codes_for, factor_list, factors
from data.load.faults import Refused

CODES = codes_for()


def column(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def given_back(values: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else str(value) for value in values]


def one_category(text: str, codes: Codes = CODES) -> tuple[str | None, bool]:
    normal, unknown = categories(column(text), codes)
    return given_back(normal)[0], bool(unknown.iloc[0])


def one_factor_text(text: str) -> tuple[str | None, bool, bool]:
    """(canonical, broken, unknown) of one text."""
    read = factors(column(text), CODES)
    return given_back(read.canonical)[0], bool(read.broken.iloc[0]), bool(read.unknown.iloc[0])


# --- Ethnicity, sex, disability, flags ---


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("WBRI", "WBRI"),
        ("wbri ", "WBRI"),
        ("A1", "WBRI"),
        ("A3", "WOTH"),
        ("a4", "WIRT"),
        ("A5", "WROM"),
        ("E2", "OOTH"),
        ("E5", "NOBT"),
        ("CNHE", "CHNE"),
        ("MWBa", "MWBA"),
        ("White  British", "WBRI"),
    ],
)
def test_ethnicity_is_read_from_national_local_and_misspelt_codes(written: str, code: str) -> None:
    normal, unknown = coded(column(written), CODES.of("ethnicity"))
    assert given_back(normal) == [code]
    assert not unknown.any()


def test_question_marks_for_ethnicity_mean_not_recorded_and_need_no_query() -> None:
    normal, unknown = coded(column("??", None, "Klingon"), CODES.of("ethnicity"))
    assert given_back(normal) == [None, None, None]
    assert unknown.tolist() == [False, False, True]


def test_there_are_twenty_ethnicities_thirteen_disabilities_and_forty_four_factors() -> None:
    """The DfE's lists: 20, 13, and 42 current factors with the retired 18A and 19A."""
    assert [len(set(CODES.of(name).values()) - {""}) for name in ("ethnicity", "disability", "factor")] == [20, 13, 44]


@pytest.mark.parametrize(
    ("written", "sex"),
    [("1", "M"), ("2", "F"), ("01", "M"), ("02", "F"), ("0", "U"), ("00", "U"), ("9", "U"), ("09", "U"), ("I", "U")],
)
def test_sex_is_read_from_old_gender_codes(written: str, sex: str) -> None:
    assert given_back(coded(column(written), CODES.of("sex"))[0]) == [sex]


def test_sex_is_read_from_letters_and_words() -> None:
    normal, unknown = coded(column("F", "m", "Male", "girl", "U"), CODES.of("sex"))
    assert given_back(normal) == ["F", "M", "M", "F", "U"]
    assert not unknown.any()


@pytest.mark.parametrize("written", ["Y", "y", "yes", "YES ", "true", "True", "1", "1.0", "t"])
def test_yes_in_any_form(written: str) -> None:
    assert given_back(coded(column(written), CODES.of("flag"))[0]) == ["Y"]


@pytest.mark.parametrize("written", ["N", "n", "no", "False", "0", "0.0"])
def test_no_in_any_form(written: str) -> None:
    assert given_back(coded(column(written), CODES.of("flag"))[0]) == ["N"]


def test_not_recorded_is_never_no() -> None:
    normal, unknown = coded(column(None, "not known", "perhaps"), CODES.of("flag"))
    assert given_back(normal) == [None, None, None]
    assert unknown.tolist() == [False, False, True]


def test_a_value_not_understood_may_be_kept_as_written() -> None:
    normal, unknown = coded(column("1A", "LOCAL-77"), CODES.of("referral_source"), keep=True)
    assert given_back(normal) == ["1A", "LOCAL-77"]
    assert unknown.tolist() == [False, True]


def test_dashes_and_apostrophes_of_word_processors_are_read_as_typed_ones() -> None:
    assert given_back(coded(column("Health services – GP"), CODES.of("referral_source"))[0]) == ["3A"]
    assert given_back(coded(column("Child’s disability"), CODES.of("primary_need"))[0]) == ["N2"]


def test_an_empty_column_stays_empty() -> None:
    for values in (column(), column(None, None)):
        normal, unknown = coded(values, CODES.of("sex"))
        assert normal.isna().all()
        assert not unknown.any()
        assert len(normal) == len(values)


# --- Categories of abuse ---


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NEG", "NEG"),
        ("Neglect", "NEG"),
        (" physical abuse ", "PHY"),
        ("Sexual abuse", "SAB"),
        ("Emotional", "EMO"),
        ("a) Neglect", "NEG"),
        ("Multiple", "MUL"),
        ("Multiple Categories of Abuse", "MUL"),
        ("Multiple: Neglect, Emotional abuse", "MUL:EMO,NEG"),
        ("multiple (neglect; sexual abuse)", "MUL:NEG,SAB"),
        ("Multiple - Neglect", "MUL:NEG"),
        ("Neglect and Physical abuse", "MUL:NEG,PHY"),
        ("Emotional abuse/Neglect", "MUL:EMO,NEG"),
        ("MUL:NEG,PHY", "MUL:NEG,PHY"),
    ],
)
def test_category_is_read_from_codes_and_descriptions(written: str, code: str) -> None:
    assert one_category(written) == (code, False)


@pytest.mark.parametrize(
    ("written", "code"),
    [("Harm", None), ("Neglect, Harm", None), ("Multiple: Harm", "MUL"), ("Multiple: Neglect, Harm", "MUL:NEG")],
)
def test_what_is_not_understood_in_a_category_is_left_out_and_marked(written: str, code: str | None) -> None:
    assert one_category(written) == (code, True)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["NEG", "PHY", "SAB", "EMO"]), min_size=1, unique=True))
def test_a_category_in_normal_form_reads_as_itself(parts: list[str]) -> None:
    normal = f"MUL:{','.join(sorted(parts))}"
    assert one_category(normal) == (normal, False)


# --- Factors ---


@pytest.mark.parametrize(
    "written",
    [
        '["16A", "2B"]',
        '["2B","16A"]',
        '["2b", null, "16a"]',
        '{"16A": "Yes", "2B": "Yes"}',
        '{"16A": "Y", "2B": true, "7A": "No", "4A": null}',
        "16A, 2B",
        "2B;16A",
        "Neglect, 2B",
        "16A - Neglect, 2B Drug misuse",
    ],
)
def test_every_way_of_writing_factors_gives_the_same_array(written: str) -> None:
    assert one_factor_text(written) == ('["16A","2B"]', False, False)


@pytest.mark.parametrize("written", ["[]", "{}", "[null]", '{"16A": "No"}', '[""]'])
def test_no_factor_is_not_recorded_rather_than_an_empty_finding(written: str) -> None:
    assert one_factor_text(written) == (None, False, False)


@pytest.mark.parametrize(
    "written",
    ['["16A", "2B"', '{"16A": "Yes"', '["16A" "2B"]', "{'16A': 'Yes'}", "nothing of note", "[" * 100_000],
)
def test_broken_factors_are_not_guessed_at_even_when_16a_can_be_seen(written: str) -> None:
    assert one_factor_text(written) == (None, True, False)


def test_a_factor_that_does_not_exist_is_left_out_and_marked() -> None:
    assert one_factor_text('["16A", "RB"]') == ('["16A"]', False, True)
    assert one_factor_text('["RB"]') == (None, False, True)
    assert one_factor_text('{"16A": "perhaps"}') == (None, False, True)


def test_retired_factors_are_kept_and_a_repeat_is_counted_once() -> None:
    read = factors(column('["18A", "19A"]', '["16A", "16A"]'), CODES)
    assert given_back(read.canonical) == ['["18A","19A"]', '["16A"]']
    assert read.repeated.tolist() == [False, True]


@settings(max_examples=50, deadline=None)
@given(st.sets(st.sampled_from(sorted(set(CODES.of("factor").values())))))
def test_canonical_factors_read_as_themselves(found: set[str]) -> None:
    text = canonical_factors(found)
    if text is None:
        assert not found
    else:
        assert one_factor_text(text) == (text, False, False)
        assert factor_list(text) == sorted(found)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40) | st.recursive(st.none() | st.booleans() | st.integers(), st.lists).map(json.dumps))
def test_reading_factors_never_fails_and_gives_only_known_codes(text: str) -> None:
    canonical, broken, _ = one_factor_text(text)
    assert set(factor_list(canonical or "[]")) <= set(CODES.of("factor").values())
    assert not (broken and canonical)


# --- The local mapping file ---


def test_a_local_file_is_laid_over_the_shipped_one_and_wins(tmp_path: Path) -> None:
    local = tmp_path / "codes.toml"
    local.write_text('[category]\nNEG = ["Lack of care"]\n\n[ethnicity]\nREFU = ["E5"]\n')
    codes = codes_for(local)
    assert one_category("lack of care", codes) == ("NEG", False)
    assert one_category("Neglect", codes) == ("NEG", False)
    assert codes.of("ethnicity")["e5"] == "REFU"
    assert CODES.of("ethnicity")["e5"] == "NOBT"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[colours]\nRED = ["rouge"]', "no list called colours"),
        ('[category]\nNEGL = ["Neglect"]', r"\[category\] has no code NEGL"),
        ('[category]\nNEG = "Neglect"', r"\[category\] NEG must be a list"),
        ('category = "NEG"', "category must be a list"),
        ("[category", "cannot be read"),
    ],
)
def test_a_local_file_that_is_wrong_is_refused_with_the_place(tmp_path: Path, text: str, told: str) -> None:
    local = tmp_path / "codes.toml"
    local.write_text(text)
    with pytest.raises(Refused, match=told):
        codes_for(local)


def test_a_local_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="none"):
        codes_for(tmp_path / "none.toml")


def test_no_word_of_the_shipped_file_stands_for_two_codes() -> None:
    """A word under two codes would be read as the later of them, without a sound."""
    import tomllib

    for name, entries in tomllib.loads(SHIPPED.read_text(encoding="utf-8")).items():
        words = [word.casefold() for code, aliases in entries.items() for word in {code, *aliases} if word]
        assert sorted(words) == sorted(set(words)), name
