"""Tests of desktop_notification."""

import subprocess

import pytest
from tool import desktop_notification


class Desktop:
    """A program that shows notifications: remembers them and answers as it is told to."""

    def __init__(self, path) -> None:
        path.touch(mode=0o755)
        self.path = str(path)
        self.shown: list[list[str]] = []
        self.code, self.complaint = 0, ""

    def run(self, command, *, capture_output, text, check):
        assert (capture_output, text, check) == (True, True, False)
        self.shown.append(command)
        return subprocess.CompletedProcess(command, self.code, "", self.complaint)


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    one = Desktop(tmp_path / "notifier")
    monkeypatch.setattr("subprocess.run", one.run)
    return one


def test_a_notification_is_shown(desktop):
    assert desktop_notification(" Done ", "All größer", program=desktop.path) == {
        "available": True,
        "shown": True,
        "summary": "shown: Done",
    }
    assert desktop.shown == [
        [desktop.path, "--urgency", "normal", "--", " Done ", "All größer"],
    ]


@pytest.mark.parametrize("urgency", ["low", "normal", "critical"])
def test_the_urgency_is_passed_on(desktop, urgency):
    desktop_notification("x", "", urgency, desktop.path)
    assert desktop.shown == [[desktop.path, "--urgency", urgency, "--", "x", ""]]


def test_the_message_may_be_left_out(desktop):
    desktop_notification("x", program=desktop.path)
    assert desktop.shown[0][3:] == ["--", "x", ""]


def test_a_text_is_never_read_as_an_option(desktop):
    desktop_notification("--help", "-u; rm", program=desktop.path)
    assert desktop.shown[0][3:] == ["--", "--help", "-u; rm"]


def test_a_machine_without_the_program(desktop):
    assert desktop_notification("x", program="no-such-program-here") == {
        "available": False,
        "shown": False,
        "summary": "not available: this machine has no program no-such-program-here",
    }
    assert desktop.shown == []


@pytest.mark.parametrize(("complaint", "told"), [(" no desktop\n", "no desktop"), ("", "nothing")])
def test_a_machine_without_a_desktop(desktop, complaint, told):
    desktop.code, desktop.complaint = 1, complaint
    assert desktop_notification("x", program=desktop.path) == {
        "available": True,
        "shown": False,
        "summary": f"not available: {desktop.path} says: {told}",
    }


@pytest.mark.parametrize("title", ["", " \n"])
def test_a_blank_title_is_refused(desktop, title):
    with pytest.raises(ValueError, match="the title is blank"):
        desktop_notification(title, program=desktop.path)
    assert desktop.shown == []
