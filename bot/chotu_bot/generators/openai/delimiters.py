"""Marking foreign text as data, between delimiters that the text itself cannot hold."""

import hashlib

_TAG_LENGTH = 24


def as_data(label: str, text: str) -> str:
    """``text`` between two lines that carry a tag derived from it.

    A text cannot hold its own sha256, so nobody can write the closing line into it beforehand;
    deriving the tag keeps prompts, and their digests, the same from run to run. Line ends become
    Unix ones and NUL becomes U+FFFD, so that a line is a line to everybody.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    content = f"{label}\0{text}".encode("utf-8", "surrogatepass")
    tag = hashlib.sha256(content).hexdigest()[:_TAG_LENGTH]
    return f"<<<{label} {tag}\n{text}\n{tag} {label}>>>"
