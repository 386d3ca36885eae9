"""Tests of colour_convert."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import colour_convert

ORANGE = {
    "hex": "#ff8800",
    "rgb": [255, 136, 0],
    "hsl": [32, 100, 50],
    "contrast_to_white": 2.39,
    "contrast_to_black": 8.77,
}


@pytest.mark.parametrize(
    "colour",
    ["#ff8800", "FF8800", "#f80", "rgb(255, 136, 0)", " RGB( 255,136,0 )", "hsl(32, 100%, 50%)"],
)
def test_all_notations_of_one_colour(colour):
    assert colour_convert(colour) == ORANGE


@pytest.mark.parametrize(
    ("colour", "hexadecimal", "hsl"),
    [
        ("hsl(0, 100%, 50%)", "#ff0000", [0, 100, 50]),
        ("hsl(120deg,100%,25%)", "#008000", [120, 100, 25]),
        ("hsl(360, 100%, 50%)", "#ff0000", [0, 100, 50]),
        ("hsl(240, 50%, 75%)", "#9f9fdf", [240, 50, 75]),
        ("#808080", "#808080", [0, 0, 50]),
        ("#abc", "#aabbcc", [210, 25, 73]),
        ("rgb(1,2,3)", "#010203", [210, 50, 1]),
    ],
)
def test_hue_saturation_and_light(colour, hexadecimal, hsl):
    found = colour_convert(colour)
    assert (found["hex"], found["hsl"]) == (hexadecimal, hsl)


@pytest.mark.parametrize(
    ("colour", "white", "black"),
    [
        ("#ffffff", 1.0, 21.0),
        ("#000000", 21.0, 1.0),
        ("#767676", 4.54, 4.62),
        ("#0a0a0a", 19.8, 1.06),
        ("#ff0000", 4.0, 5.25),
        ("#00ff00", 1.37, 15.3),
        ("#0000ff", 8.59, 2.44),
    ],
)
def test_contrast_to_white_and_black(colour, white, black):
    found = colour_convert(colour)
    assert (found["contrast_to_white"], found["contrast_to_black"]) == (white, black)


@pytest.mark.parametrize(
    "colour", ["", "orange", "#ff88", "#ff880", "#gggggg", "rgb(1,2)", "##fff"]
)
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValueError, match="not a colour such as"):
        colour_convert(colour)


@pytest.mark.parametrize(
    ("colour", "message"),
    [
        ("rgb(256, 0, 0)", "256 is more than 255"),
        ("hsl(361, 0%, 0%)", "361 is more than 360"),
        ("hsl(0, 101%, 0%)", "101 is more than 100"),
        ("hsl(0, 0%, 101%)", "101 is more than 100"),
    ],
)
def test_numbers_out_of_range_are_refused(colour, message):
    with pytest.raises(ValueError, match=message):
        colour_convert(colour)


@given(st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255)))
def test_hexadecimal_and_rgb_are_the_same(rgb):
    found = colour_convert(f"rgb({rgb[0]}, {rgb[1]}, {rgb[2]})")
    assert found["rgb"] == list(rgb)
    assert colour_convert(found["hex"]) == found
    assert found["contrast_to_white"] * found["contrast_to_black"] == pytest.approx(21, rel=0.02)
