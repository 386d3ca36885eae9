"""Tests of image_convert."""

import pytest
from PIL import Image
from tool import image_convert


def make(tmp_path, file="in.png", mode="RGB", colour=(200, 30, 30), size=(40, 20), **options):
    path = tmp_path / file
    Image.new(mode, size, colour).save(path, **options)
    return str(path)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [("png", "PNG"), ("jpg", "JPEG"), ("JPEG", "JPEG"), ("webp", "WEBP"), ("gif", "GIF")]
    + [("bmp", "BMP"), ("tif", "TIFF"), ("tiff", "TIFF")],
)
def test_formats(tmp_path, ending, kind):
    output = tmp_path / f"out.{ending}"
    assert image_convert(make(tmp_path), str(output)) == {
        "output": str(output),
        "format": kind,
        "width": 40,
        "height": 20,
        "size": output.stat().st_size,
    }
    with Image.open(output) as found:
        assert (found.format, found.size) == (kind, (40, 20))
        red, green, blue = found.convert("RGB").getpixel((5, 5))
    assert abs(red - 200) + abs(green - 30) + abs(blue - 30) < 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.png", f"out.{ending}"]


@pytest.mark.parametrize("ending", ["jpg", "bmp"])
def test_transparency_becomes_white_where_there_is_none(tmp_path, ending):
    source = make(tmp_path, mode="RGBA", colour=(0, 0, 0, 0))
    image_convert(source, str(tmp_path / f"out.{ending}"))
    with Image.open(tmp_path / f"out.{ending}") as found:
        assert found.mode == "RGB"
        assert found.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("ending", ["png", "webp", "tiff"])
def test_transparency_is_kept_where_it_can_be(tmp_path, ending):
    source = make(tmp_path, mode="RGBA", colour=(0, 0, 0, 0))
    image_convert(source, str(tmp_path / f"out.{ending}"))
    with Image.open(tmp_path / f"out.{ending}") as found:
        assert found.convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_palette_becomes_colours(tmp_path):
    source = make(tmp_path, "in.gif", "P", 0)
    assert image_convert(source, str(tmp_path / "out.jpg"))["format"] == "JPEG"


def test_a_photo_is_turned_upright(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6
    source = make(tmp_path, "in.jpg", exif=turned)
    found = image_convert(source, str(tmp_path / "out.png"))
    assert (found["width"], found["height"]) == (20, 40)


def test_quality_counts(tmp_path):
    noise = Image.effect_noise((64, 64), 80).convert("RGB")
    noise.save(tmp_path / "in.png")
    sizes = [
        image_convert(str(tmp_path / "in.png"), str(tmp_path / f"{quality}.jpg"), quality)["size"]
        for quality in (1, 50, 90, 95)
    ]
    assert sizes == sorted(set(sizes))
    default = image_convert(str(tmp_path / "in.png"), str(tmp_path / "default.jpg"))
    assert default["size"] == sizes[2]


@pytest.mark.parametrize("quality", [0, 96])
def test_a_quality_out_of_range_is_refused(tmp_path, quality):
    with pytest.raises(ValueError, match=f"quality must be from 1 to 95, not {quality}"):
        image_convert(make(tmp_path), str(tmp_path / "out.jpg"), quality)


@pytest.mark.parametrize("file", ["out", "out.txt", "out.png.zip", "png"])
def test_an_ending_that_is_no_format_is_refused(tmp_path, file):
    with pytest.raises(ValueError, match=r"no image format by its ending: .*; use \.png, \.jpg"):
        image_convert(make(tmp_path), str(tmp_path / file))
    assert not (tmp_path / file).exists()


@pytest.mark.parametrize("content", [b"", b"only text", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_is_no_image_is_refused(tmp_path, content):
    (tmp_path / "fake.png").write_bytes(content)
    with pytest.raises(ValueError, match=r"not a readable image: .*fake\.png"):
        image_convert(str(tmp_path / "fake.png"), str(tmp_path / "out.jpg"))


def test_half_an_image_is_refused(tmp_path):
    source = make(tmp_path, size=(300, 300))
    (tmp_path / "half.png").write_bytes((tmp_path / "in.png").read_bytes()[:200])
    assert source.endswith("in.png")
    with pytest.raises(ValueError, match=r"not a readable image: .*half\.png"):
        image_convert(str(tmp_path / "half.png"), str(tmp_path / "out.jpg"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        image_convert(str(tmp_path / "absent.png"), str(tmp_path / "out.jpg"))


def test_a_write_that_fails_leaves_no_partial_file(tmp_path):
    source = make(tmp_path)
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(OSError, match="taken"):
        image_convert(source, str(tmp_path / "taken.png"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.png", "taken.png"]
