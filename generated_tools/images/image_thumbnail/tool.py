# /// script
# requires-python = ">=3.11"
# dependencies = ["pillow>=11"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Make a thumbnail: a small copy of an image that keeps its proportions."
# category = "images"
# keywords = ["image", "thumbnail", "resize", "preview", "small", "scale", "photo", "picture", "shrink"]
# permissions = { read = ["path"], write = ["output"] }
# ///
"""Make a small copy of an image."""

from pathlib import Path
from typing import TypedDict

from PIL import Image, ImageOps, UnidentifiedImageError


class Thumbnail(TypedDict):
    """What was written; the size is in bytes."""

    output: str
    width: int
    height: int
    size: int


def image_thumbnail(path: str, output: str, size: int = 128) -> Thumbnail:
    """Make a thumbnail: a small copy of an image that keeps its proportions.

    The thumbnail is a PNG, whatever the image is. An image that is small enough is copied.

    Args:
        path: The image file.
        output: The PNG file to write.
        size: The longer side in pixels, from 8 to 4096.

    Returns:
        The output path with its measures in pixels and its size.

    Raises:
        FileNotFoundError: If the image does not exist.
        ValueError: If it is no readable image, or the size is out of range.
    """
    if not 8 <= size <= 4096:
        raise ValueError(f"size must be from 8 to 4096, not {size}")
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with Image.open(path) as source:
            picture = ImageOps.exif_transpose(source).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise ValueError(f"not a readable image: {path} ({error})") from error
    picture.thumbnail((size, size))
    _write(picture, Path(output))
    return {
        "output": output,
        "width": picture.width,
        "height": picture.height,
        "size": Path(output).stat().st_size,
    }


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
    json.dump(image_thumbnail(**json.loads(given)), sys.stdout)
