import pandas as pd
import pytest

from charts.findings import done_less, homes_never_asked, plans_beside
from charts.homes import ROW, homes
from charts.theme import DARK, LIGHT
from tests.charts.looking import columns_sent, layers, plain, secret

SHORT = {"never asked": "never", "some": "some", "all asked": "all"}


def frame(*counts):
    pairs = [(why, state) for why in ("A child", "A parent") for state in SHORT]
    rows = pd.DataFrame(pairs, columns=["why", "state"])
    return secret(rows.assign(homes=pd.array(counts, dtype="Int64")))


def spec(data, words, mode="light"):
    return homes(data, mode=mode, short=SHORT, **words).to_dict()


def test_parts_follow_each_other_from_the_left(words):
    (_, rows), *_ = layers(spec(frame(18, 22, 18, 23, 0, 16), words), "rect")
    assert [(row["state"], row["from"], row["to"]) for row in rows] == [
        ("never asked", 0, 18),
        ("some", 18, 40),
        ("all asked", 40, 58),
        ("never asked", 0, 23),
        ("all asked", 23, 39),
    ]


def test_each_part_says_its_count_and_each_bar_its_whole(words):
    told = [row for _, rows in layers(spec(frame(18, 22, 18, 23, 0, 16), words), "text") for row in rows]
    labels = sorted(plain(row["label"]) for row in told if "label" in row)
    assert labels == ["16 all", "18 all", "18 never", "22 some", "23 never"]
    assert [row["head"] for row in told if "head" in row] == ["A child: 58 homes", "A parent: 39 homes"]


def test_a_part_too_narrow_for_its_name_has_none(words):
    told = [row for _, rows in layers(spec(frame(1, 99, 0, 50, 0, 0), words), "text") for row in rows]
    assert sorted(plain(row["label"]) for row in told if "label" in row) == ["50 never", "99 some"]


def test_a_kind_with_a_hidden_part_has_no_bar(words):
    drawn = spec(frame(20, None, 20, 25, 15, 15), words)
    (_, rows), *_ = layers(drawn, "rect")
    assert {row["why"] for row in rows} == {"A parent"}
    heads = [row["head"] for _, told in layers(drawn, "text") for row in told if "head" in row]
    assert heads == ["A child: c", "A parent: 55 homes"]


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_never_asked_is_orange(words, mode, colours):
    drawn = spec(frame(18, 22, 18, 23, 15, 16), words, mode)
    scale = next(layer for layer, _ in layers(drawn, "rect"))["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True))["never asked"] == colours.look


def test_only_the_listed_columns_are_sent(words):
    chart = homes(frame(18, 22, 18, 23, 15, 16), short=SHORT, **words)
    expected = {"why", "state", "homes", "from", "to", "top", "foot", "label", "at", "up", "head", "head_at"}
    assert columns_sent(chart) <= expected | {"middle"}
    assert chart.to_dict()["height"] == 2 * ROW


def test_no_homes_still_draw(words):
    assert spec(frame(0, 0, 0, 0, 0, 0), words)["height"] == 2 * ROW


def test_the_finding_names_the_homes_never_asked():
    assert homes_never_asked(frame(18, 22, 18, 0, 0, 0)) == (
        "In 18 homes where a child is neurodivergent or disabled, nobody has ever asked who is caring"
    )
    assert homes_never_asked(frame(1, 0, 0, 0, 0, 0)).startswith("In 1 home where")
    assert homes_never_asked(frame(0, 1, 0, 0, 0, 0)).startswith("In every home where")
    assert homes_never_asked(frame(0, 0, 0, 0, 0, 0)) == "In no home is a child to be asked about caring"
    assert "hidden" in homes_never_asked(frame(None, 1, 0, 0, 0, 0))


def test_the_finding_names_teams_that_record_less():
    groups = pd.DataFrame({"group": ["North", "South"], "outside": ["below", "above"]})
    assert done_less(groups) == "North records less than chance would explain"
    assert done_less(groups.assign(outside="inside")) == "No team records less than chance would explain"
    assert done_less(groups.assign(outside="below")) == "North and South record less than chance would explain"
    assert done_less(groups, "names fewer", "name fewer") == "North names fewer than chance would explain"


def test_the_finding_sets_two_groups_beside_each_other():
    medians = pd.DataFrame({"cohort": ["Diagnosed", "None"], "median": [456.6, 304.4]})
    assert plans_beside(medians, "Diagnosed", "None") == (
        "Half the plans had ended after 15 months where a diagnosis is recorded, 10 months where no status is"
    )
    assert "more time than was watched" in plans_beside(medians.iloc[1:], "Diagnosed", "None")
    assert plans_beside(medians.iloc[:0], "Diagnosed", "None") == "In no group have half the plans ended yet"
