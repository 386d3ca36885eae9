"""Tests of text_to_speech."""

import subprocess
from pathlib import Path

import pytest
from tool import text_to_speech


class Speaker:
    """A speech program: hears what it is told and answers with a sound of that."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o755)
        self.path = str(path)
        self.commands: list[list[str]] = []
        self.code, self.complaint = 0, b""
        self.sound = b"RIFF????WAVEfmt " + b"." * 20 + b"data????"

    def run(self, command, *, input, capture_output, check):
        assert (capture_output, check) == (True, False)
        self.commands.append(command)
        answer = self.sound and self.sound + input
        return subprocess.CompletedProcess(command, self.code, answer, self.complaint)


@pytest.fixture
def speaker(tmp_path, monkeypatch):
    one = Speaker(tmp_path / "speaker")
    monkeypatch.setattr("subprocess.run", one.run)
    return one


def speak(speaker, text="Hello größer world", **options):
    output = str(Path(speaker.path).with_name("out.wav"))
    return text_to_speech(text, output, program=speaker.path, **options), output


def said_in(output: str) -> str:
    """What was said, from a file whose head tells the true lengths."""
    sound = Path(output).read_bytes()
    assert sound[:4] + sound[8:16] + sound[36:40] == b"RIFFWAVEfmt data"
    assert int.from_bytes(sound[4:8], "little") == len(sound) - 8
    assert int.from_bytes(sound[40:44], "little") == len(sound) - 44
    return sound[44:].decode()


def test_a_text_is_spoken_into_a_file(speaker, tmp_path):
    found, output = speak(speaker)
    assert said_in(output) == "Hello größer world"
    assert found == {
        "available": True,
        "output": output,
        "size": 64,
        "summary": "spoke 3 words into 64 bytes of sound",
    }
    assert speaker.commands == [
        [speaker.path, "-v", "en", "-s", "160", "--stdout", "--stdin"],
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.wav", "speaker"]


@pytest.mark.parametrize("voice", ["de", "en-us", "en_GB", "mb2"])
@pytest.mark.parametrize("speed", [80, 450])
def test_voice_and_speed_are_passed_on(speaker, voice, speed):
    speak(speaker, voice=voice, words_per_minute=speed)
    assert speaker.commands[0][1:5] == ["-v", voice, "-s", str(speed)]


def test_a_text_is_never_read_as_an_option(speaker):
    _, output = speak(speaker, "--help; -w /tmp/x")
    assert said_in(output) == "--help; -w /tmp/x"
    assert not any("help" in word for word in speaker.commands[0])


def test_a_machine_without_the_program(speaker, tmp_path):
    output = tmp_path / "out.wav"
    assert text_to_speech("Hello", str(output), program="no-such-program-here") == {
        "available": False,
        "output": "",
        "size": 0,
        "summary": "not available: this machine has no program no-such-program-here",
    }
    assert not output.exists()
    assert speaker.commands == []


def test_a_program_that_complains_is_told(speaker, tmp_path):
    speaker.code, speaker.complaint = 1, b" no such voice\n"
    with pytest.raises(OSError, match="speaker failed: no such voice$"):
        speak(speaker)
    assert [path.name for path in tmp_path.iterdir()] == ["speaker"]


@pytest.mark.parametrize("sound", [b"", b"text, no sound"])
def test_a_program_that_gives_no_sound_is_told(speaker, tmp_path, sound):
    speaker.sound = sound
    with pytest.raises(OSError, match="speaker failed: it gave no sound$"):
        speak(speaker)
    assert [path.name for path in tmp_path.iterdir()] == ["speaker"]


def test_a_write_that_fails_leaves_no_partial_file(speaker, tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        text_to_speech("Hello", str(tmp_path / "taken"), program=speaker.path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["speaker", "taken"]


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_blank_text_is_refused(speaker, text):
    with pytest.raises(ValueError, match="the text is blank"):
        speak(speaker, text)


@pytest.mark.parametrize("speed", [79, 451])
def test_a_speed_out_of_range_is_refused(speaker, speed):
    with pytest.raises(ValueError, match=f"words_per_minute must be from 80 to 450, not {speed}"):
        speak(speaker, words_per_minute=speed)


@pytest.mark.parametrize("voice", ["", "-x", "a b", "a/b", "--"])
def test_what_is_no_voice_is_refused(speaker, voice):
    with pytest.raises(ValueError, match=f"not the name of a voice: '{voice}'"):
        speak(speaker, voice=voice)
