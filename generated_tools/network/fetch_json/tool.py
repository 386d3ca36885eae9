# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Fetch JSON from a web API by its address."
# category = "network"
# keywords = ["fetch", "json", "api", "http", "get", "request", "rest", "url", "web"]
# permissions = { net = ["{url}"] }
# ///
"""Fetch JSON from a web API."""

import json
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NoReturn
from urllib.parse import quote, urlsplit

_HEADERS = {"Accept": "application/json", "User-Agent": "fetch_json/1"}
_MOST = 500_000
_PLAIN = "%/?&=+,;:@!$'()*[]|"


def fetch_json(url: str, seconds: float = 10.0) -> Any:
    """Fetch JSON from a web API by its address.

    Args:
        url: The web address, with http or https.
        seconds: How long to wait for the server at a time, from 0.1 to 60.

    Returns:
        The value that the API answers with.

    Raises:
        ValueError: If the address is no web address, the time is out of range, or the answer is
            too long or no JSON.
        ConnectionError: If the server cannot be reached, does not answer in time, or answers
            with an error or a redirect.
    """
    body = _get(url, seconds)
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the answer is no JSON: {error}") from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _get(url: str, seconds: float) -> bytes:
    """What a web server answers; a redirect is told and not followed."""
    if not 0.1 <= seconds <= 60:
        raise ValueError(f"seconds must be from 0.1 to 60, not {seconds}")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {url!r}; write https://host/path")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    target = quote(f"{parts.path or '/'}?{parts.query}".rstrip("?"), safe=_PLAIN)
    try:
        with closing(kind(parts.hostname, parts.port, timeout=seconds)) as connection:
            connection.request("GET", target, headers=_HEADERS)
            with connection.getresponse() as answer:
                body = answer.read(_MOST + 1)
    except (OSError, HTTPException) as error:
        raise ConnectionError(f"not available: {parts.hostname}: {error!r}") from error
    if answer.status // 100 != 2:
        moved = f", see {answer.headers['Location']}" if answer.headers["Location"] else ""
        raise ConnectionError(
            f"not available: {parts.hostname} answers {answer.status} {answer.reason}{moved}"
        )
    if len(body) > _MOST:
        raise ValueError(f"the answer of {parts.hostname} is longer than {_MOST} bytes")
    return body


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(fetch_json(**json.loads(given)), sys.stdout)
