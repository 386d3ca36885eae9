"""Tests of qr_code."""

import re
import struct
import zlib

import pytest
import segno
from tool import qr_code


def modules_of(path, scale):
    """The dark and light modules of a code, read back from its PNG file."""
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, colours = struct.unpack(">IIBB", content[16:26])
    assert (width, depth, colours) == (height, 1, 0)
    packed = b"".join(re.findall(rb"(?s)IDAT(.*?)....IEND", content))
    lines = zlib.decompress(packed)
    step = 1 + (width + 7) // 8
    rows = []
    for place in range(0, len(lines), step * scale):
        assert lines[place] == 0
        bits = "".join(f"{byte:08b}" for byte in lines[place + 1 : place + step])
        rows.append([bit == "0" for bit in bits[:width:scale]])
    return rows


def framed(code):
    """The modules of a code with four light ones on each side."""
    side = [False] * 4
    rows = [side + [bool(one) for one in row] + side for row in code.matrix]
    blank = [[False] * len(rows[0])] * 4
    return blank + rows + blank


@pytest.mark.parametrize("scale", [1, 3, 50])
@pytest.mark.parametrize("text", ["https://example.org", "Größe", "12345"])
def test_the_code_says_the_text(tmp_path, text, scale):
    qr_code(text, str(tmp_path / "q.png"), scale=scale)
    expected = framed(segno.make_qr(text, error="m", boost_error=False))
    assert modules_of(tmp_path / "q.png", scale) == expected


def test_what_was_written_is_told(tmp_path):
    output = str(tmp_path / "q.PNG")
    assert qr_code("https://example.org", output) == {
        "output": output,
        "version": 2,
        "modules": 25,
        "format": "png",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["q.PNG"]
    assert len(modules_of(tmp_path / "q.PNG", 8)) == 33


def test_an_svg_has_the_measures(tmp_path):
    found = qr_code("x", str(tmp_path / "q.svg"))
    text = (tmp_path / "q.svg").read_text()
    assert '<svg xmlns="http://www.w3.org/2000/svg" width="232" height="232"' in text
    assert (found["format"], found["version"], found["modules"]) == ("svg", 1, 21)


@pytest.mark.parametrize(
    ("length", "correction", "version"),
    [(32, "low", 2), (32, "medium", 3), (25, "medium", 2), (25, "quartile", 3), (25, "high", 4)],
)
def test_more_correction_makes_it_larger(tmp_path, length, correction, version):
    found = qr_code("x" * length, str(tmp_path / "q.svg"), correction)
    assert found["version"] == version
    assert found["modules"] == 17 + 4 * version


def test_the_longest_text(tmp_path):
    assert qr_code("x" * 2331, str(tmp_path / "q.svg"))["version"] == 40
    with pytest.raises(ValueError, match="the text is too long for a code: 2332 characters"):
        qr_code("x" * 2332, str(tmp_path / "q.svg"))


@pytest.mark.parametrize("file", ["q", "q.jpg", "q.svg.zip", "svg"])
def test_another_ending_is_refused(tmp_path, file):
    with pytest.raises(ValueError, match=r"the output must end in \.svg or \.png: "):
        qr_code("x", str(tmp_path / file))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_text_is_refused(tmp_path):
    with pytest.raises(ValueError, match="the text is empty"):
        qr_code("", str(tmp_path / "q.svg"))


@pytest.mark.parametrize("scale", [0, -1, 51])
def test_a_scale_out_of_range_is_refused(tmp_path, scale):
    with pytest.raises(ValueError, match=f"scale must be from 1 to 50, not {scale}"):
        qr_code("x", str(tmp_path / "q.svg"), scale=scale)


def test_a_write_that_fails_leaves_no_partial_file(tmp_path):
    (tmp_path / "taken.svg").mkdir()
    with pytest.raises(OSError, match="taken"):
        qr_code("x", str(tmp_path / "taken.svg"))
    assert [path.name for path in tmp_path.iterdir()] == ["taken.svg"]
