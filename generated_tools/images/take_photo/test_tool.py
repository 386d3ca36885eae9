"""Tests of take_photo."""

import subprocess
from pathlib import Path

import pytest
from tool import take_photo


class Camera:
    """A program with a camera: remembers what it is told and answers with a picture."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o755)
        self.path = str(path)
        self.commands: list[list[str]] = []
        self.code, self.picture, self.complaint = 0, b"\xff\xd8\xff light", b""

    def run(self, command, *, capture_output, check):
        assert (capture_output, check) == (True, False)
        self.commands.append(command)
        return subprocess.CompletedProcess(command, self.code, self.picture, self.complaint)


@pytest.fixture
def camera(tmp_path, monkeypatch):
    one = Camera(tmp_path / "camera")
    monkeypatch.setattr("subprocess.run", one.run)
    return one


def shoot(camera, **options):
    output = Path(camera.path).with_name("me.jpg")
    return take_photo(str(output), program=camera.path, **options), output


def test_a_photo_is_taken(camera, tmp_path):
    found, output = shoot(camera)
    assert output.read_bytes() == b"\xff\xd8\xff light"
    assert found == {
        "available": True,
        "output": str(output),
        "size": 9,
        "summary": "took a photo of 9 bytes",
    }
    assert camera.commands == [
        [camera.path, "--resolution", "1280x720", "--no-banner", "--quiet", "-"]
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["camera", "me.jpg"]


@pytest.mark.parametrize(("width", "height"), [(16, 10_000), (10_000, 16)])
def test_the_size_is_passed_on(camera, width, height):
    shoot(camera, width=width, height=height)
    assert camera.commands[0][2] == f"{width}x{height}"


@pytest.mark.parametrize(("width", "height"), [(15, 100), (100, 15), (10_001, 16), (16, 10_001)])
def test_a_size_out_of_range_is_refused(camera, width, height):
    with pytest.raises(ValueError, match=f"from 16 to 10000, not {width} and {height}"):
        shoot(camera, width=width, height=height)
    assert camera.commands == []


def test_a_machine_without_the_program(tmp_path):
    assert take_photo(str(tmp_path / "me.jpg"), program="no-such-program-here") == {
        "available": False,
        "output": "",
        "size": 0,
        "summary": "not available: this machine has no program no-such-program-here",
    }
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "picture", "complaint", "told"),
    [
        (1, b"", b" no camera\n", "no camera"),
        (1, b"\xff\xd8\xff half", b"broke", "broke"),
        (0, b"", b"", "no picture"),
        (0, b"GIF89a", b"", "no picture"),
    ],
)
def test_a_machine_without_a_camera(camera, code, picture, complaint, told):
    camera.code, camera.picture, camera.complaint = code, picture, complaint
    found, output = shoot(camera)
    assert found["summary"] == f"not available: {camera.path} says: {told}"
    assert (found["available"], found["output"], found["size"]) == (False, "", 0)
    assert not output.exists()


def test_a_write_that_fails_leaves_no_partial_file(camera, tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        take_photo(str(tmp_path / "taken"), program=camera.path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["camera", "taken"]
