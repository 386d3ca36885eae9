# /// script
# requires-python = ">=3.11"
# dependencies = ["pillow>=11"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Edit a photo: crop, rotate, mirror, make it grey, brighter or darker."
# category = "images"
# keywords = ["photo", "edit", "editing", "crop", "rotate", "mirror", "grayscale", "brightness", "image", "picture"]
# permissions = { read = ["path"], write = ["output"] }
# ///
"""Edit a photo."""

from pathlib import Path
from typing import Literal, TypedDict

from PIL import Image, ImageEnhance, ImageOps, UnidentifiedImageError


class Edited(TypedDict):
    """What was written."""

    output: str
    width: int
    height: int


def photo_edit(
    path: str,
    output: str,
    crop: list[int] | None = None,
    rotate: Literal[0, 90, 180, 270] = 0,
    mirror: bool = False,
    grey: bool = False,
    brightness: float = 1.0,
) -> Edited:
    """Edit a photo: crop, rotate, mirror, make it grey, brighter or darker, in this order.

    Args:
        path: The image file.
        output: The PNG file to write.
        crop: What to keep, in pixels from the upper left corner: left, top, right and bottom.
        rotate: By how many degrees to turn it clockwise.
        mirror: Whether left and right change places.
        grey: Whether colours become shades of grey.
        brightness: 1 leaves it, 0.5 is half as bright, 2 twice; from 0.1 to 10.

    Returns:
        The output path with its measures in pixels.

    Raises:
        FileNotFoundError: If the image does not exist.
        ValueError: If it is no readable image, what to keep does not lie within it, or the
            brightness is out of range.
    """
    if not 0.1 <= brightness <= 10:
        raise ValueError(f"brightness must be from 0.1 to 10, not {brightness}")
    picture = _read(path)
    if crop is not None:
        picture = picture.crop(_box(crop, picture))
    picture = picture.rotate(-rotate, expand=True)
    if mirror:
        picture = ImageOps.mirror(picture)
    if grey:
        picture = picture.convert("LA").convert("RGBA")
    picture = ImageEnhance.Brightness(picture).enhance(brightness)
    _write(picture, Path(output))
    return {"output": output, "width": picture.width, "height": picture.height}


def _read(path: str) -> Image.Image:
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with Image.open(path) as source:
            return ImageOps.exif_transpose(source).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise ValueError(f"not a readable image: {path} ({error})") from error


def _box(crop: list[int], picture: Image.Image) -> tuple[int, int, int, int]:
    if len(crop) != 4:
        raise ValueError(f"crop must be left, top, right and bottom, not {crop}")
    left, top, right, bottom = crop
    if not (0 <= left < right <= picture.width and 0 <= top < bottom <= picture.height):
        measures = f"{picture.width} × {picture.height}"
        raise ValueError(f"{crop} does not lie within the image of {measures} pixels")
    return left, top, right, bottom


def _write(picture: Image.Image, output: Path) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("wb") as stream:
            picture.save(stream, format="PNG")
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(photo_edit(**json.loads(given)), sys.stdout)
