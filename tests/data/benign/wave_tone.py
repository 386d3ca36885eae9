# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { write = ["output"] }
# ///
"""A sample of the corpus."""

import math
import struct
import wave


def tone(output: str, hertz: float = 440.0, seconds: float = 0.1) -> int:
    """Write a tone."""
    frames = int(8000 * seconds)
    with wave.open(output, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        for n in range(frames):
            sound.writeframes(struct.pack("<h", int(9000 * math.sin(2 * math.pi * hertz * n / 8000))))
    return frames
