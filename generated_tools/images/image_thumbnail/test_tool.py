"""Tests of image_thumbnail."""

import pytest
from PIL import Image
from tool import image_thumbnail


def make(tmp_path, size, file="in.png", **options):
    path = tmp_path / file
    Image.new("RGB", size, (200, 30, 30)).save(path, **options)
    return str(path)


@pytest.mark.parametrize(
    ("given", "size", "found"),
    [
        ((400, 200), 100, (100, 50)),
        ((200, 400), 100, (50, 100)),
        ((300, 300), 8, (8, 8)),
        ((40, 20), 100, (40, 20)),
        ((4097, 8), 4096, (4096, 8)),
    ],
)
def test_proportions_are_kept(tmp_path, given, size, found):
    output = tmp_path / "out.png"
    assert image_thumbnail(make(tmp_path, given), str(output), size) == {
        "output": str(output),
        "width": found[0],
        "height": found[1],
        "size": output.stat().st_size,
    }
    with Image.open(output) as picture:
        assert (picture.format, picture.size) == ("PNG", found)
        assert picture.getpixel((3, 3)) == (200, 30, 30, 255)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.png", "out.png"]


def test_the_size_without_saying(tmp_path):
    found = image_thumbnail(make(tmp_path, (1000, 500)), str(tmp_path / "out.png"))
    assert (found["width"], found["height"]) == (128, 64)


def test_a_photo_is_turned_upright(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6
    source = make(tmp_path, (40, 20), "in.jpg", exif=turned)
    found = image_thumbnail(source, str(tmp_path / "out.png"))
    assert (found["width"], found["height"]) == (20, 40)


@pytest.mark.parametrize("size", [7, 0, -1, 4097])
def test_a_size_out_of_range_is_refused(tmp_path, size):
    with pytest.raises(ValueError, match=f"size must be from 8 to 4096, not {size}"):
        image_thumbnail(make(tmp_path, (40, 20)), str(tmp_path / "out.png"), size)


@pytest.mark.parametrize("content", [b"", b"only text", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_is_no_image_is_refused(tmp_path, content):
    (tmp_path / "fake.png").write_bytes(content)
    with pytest.raises(ValueError, match=r"not a readable image: .*fake\.png"):
        image_thumbnail(str(tmp_path / "fake.png"), str(tmp_path / "out.png"))
    assert not (tmp_path / "out.png").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        image_thumbnail(str(tmp_path / "absent.png"), str(tmp_path / "out.png"))


def test_a_write_that_fails_leaves_no_partial_file(tmp_path):
    source = make(tmp_path, (40, 20))
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        image_thumbnail(source, str(tmp_path / "taken"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.png", "taken"]
