# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a colour between hexadecimal, RGB and HSL, with its contrast to black and white."
# category = "misc"
# keywords = ["colour", "color", "hex", "rgb", "hsl", "convert", "contrast"]
# ///
"""Convert a colour between notations."""

import colorsys
import re
from typing import TypedDict

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")
_RGB = re.compile(r"rgb\((\d{1,3}),(\d{1,3}),(\d{1,3})\)")
_HSL = re.compile(r"hsl\((\d{1,3})(?:deg)?,(\d{1,3})%,(\d{1,3})%\)")
# Shares of the channels in how bright a colour looks (WCAG 2).
_WEIGHTS = (0.2126, 0.7152, 0.0722)


class Colour(TypedDict):
    """One colour; ``hsl`` is degrees and two percentages, contrasts go from 1 to 21."""

    hex: str
    rgb: list[int]
    hsl: list[int]
    contrast_to_white: float
    contrast_to_black: float


def colour_convert(colour: str) -> Colour:
    """Convert a colour between hexadecimal, RGB and HSL.

    Args:
        colour: ``#ff8800``, ``#f80``, ``rgb(255, 136, 0)`` or ``hsl(32, 100%, 50%)``.

    Returns:
        The colour in all notations, and its contrast to white and to black text.

    Raises:
        ValueError: If it is none of these notations, or a number is out of range.
    """
    red, green, blue = _parse("".join(colour.lower().split()), colour)
    hue, light, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    shares = zip(_WEIGHTS, (red, green, blue), strict=True)
    brightness = sum(weight * _linear(channel / 255) for weight, channel in shares)
    return {
        "hex": f"#{red:02x}{green:02x}{blue:02x}",
        "rgb": [red, green, blue],
        "hsl": [round(hue * 360) % 360, round(saturation * 100), round(light * 100)],
        "contrast_to_white": round(1.05 / (brightness + 0.05), 2),
        "contrast_to_black": round((brightness + 0.05) / 0.05, 2),
    }


def _parse(text: str, given: str) -> tuple[int, int, int]:
    if match := _HEX.fullmatch(text):
        digits = match[1] if len(match[1]) == 6 else "".join(one * 2 for one in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _RGB.fullmatch(text):
        red, green, blue = (_bounded(part, 255, given) for part in match.groups())
        return red, green, blue
    if match := _HSL.fullmatch(text):
        hue = _bounded(match[1], 360, given) / 360
        saturation, light = (_bounded(part, 100, given) / 100 for part in match.groups()[1:])
        channels = colorsys.hls_to_rgb(hue, light, saturation)
        red, green, blue = (round(channel * 255) for channel in channels)
        return red, green, blue
    raise ValueError(f"not a colour such as #ff8800 or rgb(255, 136, 0): {given!r}")


def _bounded(digits: str, largest: int, given: str) -> int:
    if int(digits) > largest:
        raise ValueError(f"{digits} is more than {largest} in {given!r}")
    return int(digits)


def _linear(channel: float) -> float:
    """Light of a channel, undoing the gamma curve of sRGB."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(colour_convert(**json.loads(given)), sys.stdout)
