# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Encode a text in Base64, or decode it."
# category = "text"
# keywords = ["base64", "encode", "decode", "encoding", "text"]
# ///
"""Encode a text in Base64, or decode it."""

import base64
import binascii
from typing import Literal


def base64_text(
    text: str, action: Literal["encode", "decode"] = "encode", url_safe: bool = False
) -> str:
    """Encode a text in Base64, or decode it.

    Args:
        text: The text to encode, or the Base64 to decode; white space in Base64 is passed over,
            and missing ``=`` at its end are added.
        action: ``encode`` or ``decode``.
        url_safe: Whether ``-`` and ``_`` take the place of ``+`` and ``/``.

    Returns:
        The Base64 of the text in UTF-8, or the decoded text.

    Raises:
        ValueError: If the Base64 is malformed or does not hold a text in UTF-8.
    """
    alternative = b"-_" if url_safe else b"+/"
    if action == "encode":
        return base64.b64encode(text.encode(), alternative).decode("ascii")
    packed = "".join(text.split())
    padded = packed + "=" * (-len(packed) % 4)
    try:
        return base64.b64decode(padded, alternative, validate=True).decode()
    except UnicodeDecodeError as error:
        raise ValueError("the Base64 does not hold a text in UTF-8") from error
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"not Base64: {error}") from error


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(base64_text(**json.loads(given)), sys.stdout)
