"""Tests of photo_edit."""

import pytest
from PIL import Image
from tool import photo_edit

RED, GREEN, BLUE, WHITE = (200, 0, 0), (0, 200, 0), (0, 0, 200), (100, 100, 100)


@pytest.fixture
def photo(tmp_path):
    """Six pixels: two rows of three."""
    picture = Image.new("RGB", (3, 2))
    for place, colour in enumerate((RED, GREEN, BLUE, WHITE, WHITE, RED)):
        picture.putpixel((place % 3, place // 3), colour)
    picture.save(tmp_path / "in.png")
    return tmp_path / "in.png"


def edit(photo, **options):
    """The rows of the edited photo."""
    output = photo.with_name("out.png")
    found = photo_edit(str(photo), str(output), **options)
    with Image.open(output) as picture:
        assert picture.format == "PNG"
        assert found == {"output": str(output), "width": picture.width, "height": picture.height}
        across, down = range(picture.width), range(picture.height)
        return [[picture.convert("RGB").getpixel((x, y)) for x in across] for y in down]


def test_nothing_asked_for_changes_nothing(photo):
    assert edit(photo) == [[RED, GREEN, BLUE], [WHITE, WHITE, RED]]
    assert sorted(path.name for path in photo.parent.iterdir()) == ["in.png", "out.png"]


@pytest.mark.parametrize(
    ("crop", "rows"),
    [
        ([0, 0, 3, 2], [[RED, GREEN, BLUE], [WHITE, WHITE, RED]]),
        ([1, 0, 3, 1], [[GREEN, BLUE]]),
        ([2, 1, 3, 2], [[RED]]),
    ],
)
def test_what_to_keep(photo, crop, rows):
    assert edit(photo, crop=crop) == rows


@pytest.mark.parametrize(
    "crop",
    [[1, 0, 1, 2], [0, 1, 3, 1], [2, 0, 1, 2], [0, 0, 4, 2], [0, 0, 3, 3], [-1, 0, 3, 2]]
    + [[0, -1, 3, 2]],
)
def test_what_does_not_lie_within_the_image_is_refused(photo, crop):
    with pytest.raises(ValueError, match="does not lie within the image of 3 × 2 pixels"):
        edit(photo, crop=crop)


@pytest.mark.parametrize("crop", [[], [0, 0, 3], [0, 0, 3, 2, 1]])
def test_a_crop_without_four_numbers_is_refused(photo, crop):
    with pytest.raises(ValueError, match="crop must be left, top, right and bottom, not "):
        edit(photo, crop=crop)


@pytest.mark.parametrize(
    ("rotate", "rows"),
    [
        (90, [[WHITE, RED], [WHITE, GREEN], [RED, BLUE]]),
        (180, [[RED, WHITE, WHITE], [BLUE, GREEN, RED]]),
        (270, [[BLUE, RED], [GREEN, WHITE], [RED, WHITE]]),
    ],
)
def test_turns_are_clockwise(photo, rotate, rows):
    assert edit(photo, rotate=rotate) == rows


def test_left_and_right_change_places(photo):
    assert edit(photo, mirror=True) == [[BLUE, GREEN, RED], [RED, WHITE, WHITE]]


def test_a_turn_comes_before_the_mirror(photo):
    assert edit(photo, crop=[0, 0, 2, 1], rotate=90, mirror=True) == [[RED], [GREEN]]
    assert edit(photo, rotate=90, mirror=True)[0] == [RED, WHITE]


def test_colours_become_grey(photo):
    (first, second, _), _ = edit(photo, grey=True)
    assert first == (60, 60, 60)
    assert second == (117, 117, 117)


@pytest.mark.parametrize(("brightness", "grey"), [(0.5, 50), (2, 200), (10, 255), (0.1, 10)])
def test_brightness(photo, brightness, grey):
    assert edit(photo, brightness=brightness)[1][0] == (grey, grey, grey)


@pytest.mark.parametrize("brightness", [0.09, 0, -1, 10.1, float("nan")])
def test_a_brightness_out_of_range_is_refused(photo, brightness):
    with pytest.raises(ValueError, match="brightness must be from 0.1 to 10, not "):
        edit(photo, brightness=brightness)


def test_transparency_is_kept(tmp_path):
    Image.new("RGBA", (2, 2), (9, 9, 9, 77)).save(tmp_path / "in.png")
    photo_edit(str(tmp_path / "in.png"), str(tmp_path / "out.png"), grey=True)
    with Image.open(tmp_path / "out.png") as found:
        assert found.getpixel((0, 0)) == (9, 9, 9, 77)


def test_a_photo_is_turned_upright(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (40, 20)).save(tmp_path / "in.jpg", exif=turned)
    found = photo_edit(str(tmp_path / "in.jpg"), str(tmp_path / "out.png"))
    assert (found["width"], found["height"]) == (20, 40)


@pytest.mark.parametrize("content", [b"", b"only text", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_is_no_image_is_refused(tmp_path, content):
    (tmp_path / "fake.png").write_bytes(content)
    with pytest.raises(ValueError, match=r"not a readable image: .*fake\.png"):
        photo_edit(str(tmp_path / "fake.png"), str(tmp_path / "out.png"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        photo_edit(str(tmp_path / "absent.png"), str(tmp_path / "out.png"))


def test_a_write_that_fails_leaves_no_partial_file(photo):
    taken = photo.with_name("taken")
    taken.mkdir()
    with pytest.raises(OSError, match="taken"):
        photo_edit(str(photo), str(taken))
    assert sorted(path.name for path in photo.parent.iterdir()) == ["in.png", "taken"]
