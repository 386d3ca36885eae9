# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

import re

_TIME = re.compile(r"^(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?$")
_EMAIL = re.compile(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_MARKDOWN = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_CAMEL = re.compile(r"(?<!^)(?=[A-Z])")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_IP = re.compile(r"^(?:\d{1,3}\.){3}\d{1,3}$")


def find_parts(text: str) -> dict[str, list[str]]:
    """Find parts."""
    return {
        "numbers": _NUMBER.findall(text),
        "links": [a for a, _ in _MARKDOWN.findall(text)],
        "camel": _CAMEL.split(text),
        "quoted": _QUOTED.findall(text),
        "kind": [k for k, p in {"t": _TIME, "e": _EMAIL, "i": _IP}.items() if p.match(text)],
    }
