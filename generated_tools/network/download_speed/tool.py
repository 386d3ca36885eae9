# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Measure the speed of the internet connection by a download."
# category = "network"
# keywords = ["speed", "internet", "download", "wifi", "test", "connection", "bandwidth", "megabits", "mbps", "network"]
# permissions = { net = ["{url}"] }
# ///
"""Measure the speed of the internet connection."""

import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import TypedDict
from urllib.parse import quote, urlsplit

_HEADERS = {"Accept": "*/*", "User-Agent": "download_speed/1"}
_PLAIN = "%/?&=+,;:@!$'()*[]|"
_PART = 50_000


class Speed(TypedDict):
    """What was measured; ``delay`` is the milliseconds until the answer began."""

    megabits_per_second: float
    bytes: int
    seconds: float
    delay: float
    summary: str


def download_speed(
    url: str = "https://speed.cloudflare.com/__down?bytes=25000000",
    megabytes: float = 25.0,
    seconds: float = 10.0,
) -> Speed:
    """Measure the speed of the internet connection by a download.

    What is downloaded is counted and thrown away. The measurement ends with the file, or when
    so many bytes came or so much time passed, whichever is first.

    Args:
        url: The web address of a large file, with http or https.
        megabytes: How much to download at most, from 0.1 to 1000.
        seconds: How long to download at most, and to wait for the server, from 0.1 to 30.

    Returns:
        The speed in megabits per second, the bytes and seconds it was measured over, the delay
        until the answer began, and a summary in one line.

    Raises:
        ValueError: If the address is no web address, or a limit is out of range.
        ConnectionError: If the server cannot be reached, does not answer in time, answers with
            an error or a redirect, or has nothing to download.
    """
    if not 0.1 <= megabytes <= 1000:
        raise ValueError(f"megabytes must be from 0.1 to 1000, not {megabytes}")
    if not 0.1 <= seconds <= 30:
        raise ValueError(f"seconds must be from 0.1 to 30, not {seconds}")
    received, taken, delay = _download(url, round(megabytes * 1_000_000), seconds)
    megabits = round(8 * received / taken / 1_000_000, 2)
    return {
        "megabits_per_second": megabits,
        "bytes": received,
        "seconds": round(taken, 3),
        "delay": round(1000 * delay, 1),
        "summary": f"{megabits} Mbit/s, measured over {received} bytes in {taken:.1f} s",
    }


def _download(url: str, most: int, seconds: float) -> tuple[int, float, float]:
    """Bytes that came, the time they took and the delay before them."""
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
                delay = time.perf_counter() - began
                wanted = most if answer.status == 200 else 0
                received, taken = _count(answer, wanted, seconds)
    except (OSError, HTTPException) as error:
        raise ConnectionError(f"not available: {parts.hostname}: {error!r}") from error
    if answer.status != 200:
        moved = f", see {answer.headers['Location']}" if answer.headers["Location"] else ""
        raise ConnectionError(
            f"not available: {parts.hostname} answers {answer.status} {answer.reason}{moved}"
        )
    if not received or taken <= 0:
        raise ConnectionError(f"not available: {parts.hostname} has nothing to download")
    return received, taken, delay


def _count(answer: HTTPResponse, most: int, seconds: float) -> tuple[int, float]:
    """Bytes that came, up to ``most``, and the time that they took."""
    began = time.perf_counter()
    received, taken = 0, 0.0
    while received < most and taken < seconds:
        part = len(answer.read(min(_PART, most - received)))
        taken = time.perf_counter() - began
        received += part
        if not part:
            break
    return received, taken


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(download_speed(**json.loads(given)), sys.stdout)
