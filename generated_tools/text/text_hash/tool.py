# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Compute the digest of a text, such as SHA-256."
# category = "text"
# keywords = ["hash", "digest", "text", "string", "sha256", "md5", "sha512", "fingerprint"]
# ///
"""Compute the digest of a text."""

import hashlib
from typing import Literal


def text_hash(
    text: str,
    algorithm: Literal["sha256", "sha512", "sha1", "md5", "sha3_256", "blake2b"] = "sha256",
) -> str:
    """Compute the digest of a text.

    Args:
        text: The text; its UTF-8 bytes are digested.
        algorithm: How to compute the digest; MD5 and SHA-1 only compare, they protect nothing.

    Returns:
        The digest in hexadecimal.

    Raises:
        ValueError: If the text has half a character, which no bytes stand for.
    """
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"half a character at place {error.start}") from error
    return hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(text_hash(**json.loads(given)), sys.stdout)
