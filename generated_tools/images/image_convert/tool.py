# /// script
# requires-python = ">=3.11"
# dependencies = ["pillow>=11"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert an image file to another format, such as PNG, JPEG or WebP."
# category = "images"
# keywords = ["image", "convert", "png", "jpeg", "jpg", "webp", "gif", "bmp", "tiff", "format", "photo", "picture"]
# permissions = { read = ["path"], write = ["output"] }
# ///
"""Convert an image file to another format."""

from pathlib import Path
from typing import TypedDict

from PIL import Image, ImageOps, UnidentifiedImageError

_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".gif": "GIF",
    ".bmp": "BMP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
_OPAQUE = ("JPEG", "BMP")


class Converted(TypedDict):
    """What was written; the size is in bytes."""

    output: str
    format: str
    width: int
    height: int
    size: int


def image_convert(path: str, output: str, quality: int = 90) -> Converted:
    """Convert an image file to the format that the output's ending names.

    Where the format knows no transparency, the background becomes white. A photo is turned
    upright, as its camera noted. Only the first picture of an animation is kept.

    Args:
        path: The image file.
        output: The file to write: png, jpg, webp, gif, bmp or tiff.
        quality: Of JPEG and WebP, from 1 to 95.

    Returns:
        The output path with its format, measures in pixels and size.

    Raises:
        FileNotFoundError: If the image does not exist.
        ValueError: If it is no readable image, the ending names no format, or the quality is out
            of range.
    """
    kind = _FORMATS.get(Path(output).suffix.lower())
    if kind is None:
        raise ValueError(f"no image format by its ending: {output}; use {', '.join(_FORMATS)}")
    if not 1 <= quality <= 95:
        raise ValueError(f"quality must be from 1 to 95, not {quality}")
    picture = _read(path)
    if kind in _OPAQUE:
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
    _write(picture, Path(output), kind, quality)
    return {
        "output": output,
        "format": kind,
        "width": picture.width,
        "height": picture.height,
        "size": Path(output).stat().st_size,
    }


def _read(path: str) -> Image.Image:
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with Image.open(path) as picture:
            return ImageOps.exif_transpose(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise ValueError(f"not a readable image: {path} ({error})") from error


def _write(picture: Image.Image, output: Path, kind: str, quality: int) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("wb") as stream:
            picture.save(stream, format=kind, quality=quality)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(image_convert(**json.loads(given)), sys.stdout)
