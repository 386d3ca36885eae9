# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Check whether a website is up, and how fast it answers."
# category = "network"
# keywords = ["website", "site", "url", "up", "down", "check", "online", "status", "reachable", "uptime", "http"]
# permissions = { net = ["{url}"] }
# ///
"""Check whether a website is up."""

import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TypedDict
from urllib.parse import quote, urlsplit

_HEADERS = {"Accept": "*/*", "User-Agent": "url_check/1"}
_PLAIN = "%/?&=+,;:@!$'()*[]|"


class Site(TypedDict):
    """What a website answered; ``status`` and ``milliseconds`` are 0 where it did not."""

    url: str
    up: bool
    status: int
    location: str
    milliseconds: float
    summary: str


def url_check(url: str = "https://example.com", seconds: float = 10.0) -> Site:
    """Check whether a website is up, and how fast it answers.

    Args:
        url: The web address, with http or https.
        seconds: How long to wait for the server at a time, from 0.1 to 60.

    Returns:
        Whether the site is up, which it is with any answer below 400; its status, where it
        redirects to (which is not followed), the time until the answer began, and a summary in
        one line. A site that cannot be reached is down, and the summary says why.

    Raises:
        ValueError: If the address is no web address or the time is out of range.
    """
    if not 0.1 <= seconds <= 60:
        raise ValueError(f"seconds must be from 0.1 to 60, not {seconds}")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {url!r}; write https://host/path")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    target = quote(f"{parts.path or '/'}?{parts.query}".rstrip("?"), safe=_PLAIN)
    began = time.perf_counter()
    try:
        with closing(kind(parts.hostname, parts.port, timeout=seconds)) as connection:
            connection.request("GET", target, headers=_HEADERS)
            with connection.getresponse() as answer:
                taken = time.perf_counter() - began
    except (OSError, HTTPException) as error:
        return _site(url, f"down: not available: {error!r}")
    up = answer.status < 400
    location = answer.headers["Location"] or ""
    words = [f"{'up' if up else 'down'}: {answer.status} {answer.reason}"]
    words += [f"see {location}"] if location else []
    milliseconds = round(1000 * taken, 1)
    return _site(url, ", ".join(words), up, answer.status, location, milliseconds)


def _site(
    url: str,
    summary: str,
    up: bool = False,
    status: int = 0,
    location: str = "",
    milliseconds: float = 0.0,
) -> Site:
    return {
        "url": url,
        "up": up,
        "status": status,
        "location": location,
        "milliseconds": milliseconds,
        "summary": summary,
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(url_check(**json.loads(given)), sys.stdout)
