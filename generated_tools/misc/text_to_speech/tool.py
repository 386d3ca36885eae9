# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Speak a text into a WAV file with a speech program of this machine."
# category = "misc"
# keywords = ["text", "speech", "speak", "voice", "tts", "audio", "wav", "read aloud", "synthesis"]
# permissions = { write = ["output"], run = ["{program}"] }
# ///
"""Speak a text into a WAV file."""

import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

_HEAD = 44  # bytes before the samples of a WAV file


class Speech(TypedDict):
    """What was spoken; not ``available`` where the machine has no such program."""

    available: bool
    output: str
    size: int
    summary: str


def text_to_speech(
    text: str,
    output: str,
    voice: str = "en",
    words_per_minute: int = 160,
    program: str = "espeak-ng",
) -> Speech:
    """Speak a text into a WAV file with a speech program of this machine.

    Args:
        text: The text to speak.
        output: The WAV file to write.
        voice: The voice or language, in the program's own names.
        words_per_minute: The speed, from 80 to 450.
        program: A speech program that takes the options of espeak.

    Returns:
        The file and its size in bytes, and a summary, which begins with "not available" where
        there is no such program; then no file is written.

    Raises:
        ValueError: If the text is blank, or the voice or the speed is not allowed.
        OSError: If the program fails.
    """
    if not text.strip():
        raise ValueError("the text is blank: there is nothing to speak")
    if not 80 <= words_per_minute <= 450:
        raise ValueError(f"words_per_minute must be from 80 to 450, not {words_per_minute}")
    if not voice.replace("-", "").replace("_", "").isalnum() or voice.startswith("-"):
        raise ValueError(f"not the name of a voice: {voice!r}")
    if shutil.which(program) is None:
        why = f"not available: this machine has no program {program}"
        return {"available": False, "output": "", "size": 0, "summary": why}
    command = [program, "-v", voice, "-s", str(words_per_minute), "--stdout", "--stdin"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if done.returncode or not done.stdout.startswith(b"RIFF"):
        why = done.stderr.decode(errors="replace").strip() or "it gave no sound"
        raise OSError(f"{program} failed: {why}")
    sound = _sized(done.stdout)
    _write(sound, Path(output))
    size = len(sound)
    return {
        "available": True,
        "output": output,
        "size": size,
        "summary": f"spoke {len(text.split())} words into {size} bytes of sound",
    }


def _sized(sound: bytes) -> bytes:
    """The sound with its lengths put in, which a program that writes to a pipe cannot know."""
    whole, samples = len(sound) - 8, len(sound) - _HEAD
    parts = (sound[:4], whole.to_bytes(4, "little"), sound[8 : _HEAD - 4])
    return b"".join((*parts, samples.to_bytes(4, "little"), sound[_HEAD:]))


def _write(sound: bytes, output: Path) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        partial.write_bytes(sound)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(text_to_speech(**json.loads(given)), sys.stdout)
