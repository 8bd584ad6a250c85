import json
import tomllib
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from charts.text import width
from charts.theme import DARK, LIGHT, TITLE_SIZE, as_sent, config, finish, palette

PAGES = {"light": LIGHT, "dark": DARK}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_wcag_does():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", PAGES)
@pytest.mark.parametrize("name", ["text", "quiet", "focus", "look_text", "target"])
def test_words_stand_out_from_the_page_and_from_bands(mode, name):
    colours = palette(mode)
    assert contrast(getattr(colours, name), colours.page) >= 4.5
    assert contrast(getattr(colours, name), colours.band) >= 4.5


@pytest.mark.parametrize("mode", PAGES)
def test_graphics_stand_out_from_the_page(mode):
    colours = palette(mode)
    for colour in (colours.focus, colours.look, colours.grey, colours.line, colours.target, *colours.series[:4]):
        assert contrast(colour, colours.page) >= 3, colour


@pytest.mark.parametrize("mode", PAGES)
def test_lines_drawn_over_a_band_stand_out_from_it(mode):
    colours = palette(mode)
    for colour in (colours.focus, colours.grey, colours.line, colours.text):
        assert contrast(colour, colours.band) >= 3, colour


@pytest.mark.parametrize("mode", PAGES)
def test_the_page_is_the_one_streamlit_draws(mode):
    themes = tomllib.loads(Path(".streamlit/config.toml").read_text())["theme"]
    assert themes[mode]["backgroundColor"].upper() == palette(mode).page


@pytest.mark.parametrize("mode", PAGES)
def test_every_axis_and_title_takes_its_colour_from_the_palette(mode):
    colours, settings = palette(mode), config(mode)
    assert settings["background"] == "transparent"
    assert settings["title"]["color"] == colours.text
    assert settings["title"]["subtitleColor"] == colours.quiet
    assert {settings["axis"]["labelColor"], settings["axis"]["titleColor"]} == {colours.quiet}
    assert settings["text"]["color"] == colours.text


def test_the_house_theme_is_on():
    assert alt.theme.active == "house"
    assert alt.Chart().mark_point().to_dict()["config"]["font"].startswith('"Source Sans"')


def finished(title, **changes):
    layer = alt.Chart(alt.InlineData(values=[{"a": 1}])).mark_point().encode(x="a:Q")
    words = {"title": title, "subtitle": "what is plotted", "description": "One point at 1."} | changes
    return finish([layer], height=100, mode="light", **words).to_dict()


def shown_lines(expression, page):
    """The title's lines on a page of that width, from "(page) >= n ? [...] : (...)" read outside in."""
    while " ? " in expression:
        test, rest = expression.split(" ? ", 1)
        lines, other = rest.split(" : (", 1)
        if page >= float(test.rsplit(">=", 1)[1]):
            return json.loads(lines)
        expression = other.removesuffix(")")
    return json.loads(expression)


def test_a_title_breaks_to_suit_the_page_and_is_never_cut():
    title = "Long plans are falling, but more children come back on a second plan within two years of the first"
    spec = finished(title)
    assert spec["title"]["limit"] == 0
    expression = spec["title"]["text"]["expr"]
    counts = []
    for page in (190, 300, 388, 560, 790, 1100):
        lines = shown_lines(expression, page)
        assert " ".join(lines) == title
        assert max(width(line, TITLE_SIZE, bold=True) for line in lines) <= page
        counts.append(len(lines))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 3
    assert counts[-1] == 1


def test_quotation_marks_in_a_title_do_no_harm():
    title = """"Seen alone" isn't recorded"""
    assert shown_lines(finished(title)["title"]["text"]["expr"], 1000) == [title]


def test_the_description_is_the_pictures_name():
    spec = finished("Title")
    assert spec["description"] == "One point at 1."
    assert spec["width"] == "container"
    assert spec["autosize"] == {"type": "fit-x", "contains": "padding"}


def test_what_is_sent_has_its_rows_in_each_layer_and_none_beside():
    """Rows beside a specification are offered in the chart's toolbar, under the names that columns have here."""
    rows = pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "month": pd.to_datetime(["2026-10-31"] * 2)})
    points, line = (getattr(alt.Chart(rows), f"mark_{mark}")().encode(x="a:Q") for mark in ("point", "line"))
    sent = as_sent(finish([points, line], height=100, title="", subtitle="", description="Two.", mode="light"))
    assert not {"data", "datasets"} & set(sent)
    for layer in sent["layer"]:
        assert layer["data"]["values"] == [
            {"a": 1, "month": "2026-10-31T00:00:00"},
            {"a": None, "month": "2026-10-31T00:00:00"},
        ]


def test_an_empty_title_leaves_none():
    assert "title" not in finished("", subtitle="")
