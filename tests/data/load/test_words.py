"""Counts as a person would write them."""

from data.load.words import counted, what_was_found


def test_one_is_not_several() -> None:
    assert [counted(count, "row") for count in (0, 1, 2, 1_200)] == ["0 rows", "1 row", "2 rows", "1,200 rows"]
    assert counted(1, "row was", "rows were") == "1 row was"
    assert counted(2, "row was", "rows were") == "2 rows were"


def test_only_what_was_found_is_told_and_a_row_kept_once_is_not_said_to_be_lost() -> None:
    assert what_was_found(rejected=0, merged=0, corrected=0, queried=0) == []
    assert what_was_found(rejected=2, merged=2, corrected=0, queried=1) == [
        "2 rows that stood twice were kept once; each is listed.",
        "1 doubt is listed for someone to look at; the rows were kept.",
    ]
    assert what_was_found(rejected=3, merged=2, corrected=1, queried=0)[0] == (
        "1 row was not stored; each is listed with its reason."
    )
