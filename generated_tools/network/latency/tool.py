# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Measure the latency to a server by connecting to it several times."
# category = "network"
# keywords = ["latency", "ping", "round", "trip", "delay", "response", "time", "server", "host", "milliseconds"]
# permissions = { net = ["{address}"] }
# ///
"""Measure the latency to a server."""

import socket
import time
from typing import TypedDict
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class Latency(TypedDict):
    """How long connections took, in milliseconds; 0 where none was made."""

    host: str
    port: int
    attempts: int
    answered: int
    fastest: float
    average: float
    slowest: float
    summary: str


def latency(address: str, attempts: int = 5, seconds: float = 3.0) -> Latency:
    """Measure the latency to a server by connecting to it several times.

    Each connection is one round trip; nothing is sent. A connection that is refused is an
    answer as well.

    Args:
        address: Host and port, such as ``example.org:443``, or a web address.
        attempts: How often to connect, from 1 to 20.
        seconds: How long to wait for each, from 0.1 to 60.

    Returns:
        How many attempts were answered, the fastest, the average and the slowest, and a summary
        in one line.

    Raises:
        ValueError: If the address names no host and port, or a number is out of range.
        ConnectionError: If the host cannot be reached at all.
    """
    if not 1 <= attempts <= 20:
        raise ValueError(f"attempts must be from 1 to 20, not {attempts}")
    if not 0.1 <= seconds <= 60:
        raise ValueError(f"seconds must be from 0.1 to 60, not {seconds}")
    parts = urlsplit(address if "//" in address else f"//{address}")
    host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme)
    if not host or not port:
        raise ValueError(f"no host and port: {address!r}; write host:port")
    times = []
    for _ in range(attempts):
        began = time.perf_counter()
        try:
            with socket.create_connection((host, port), timeout=seconds):
                times.append(1000 * (time.perf_counter() - began))
        except ConnectionRefusedError:
            times.append(1000 * (time.perf_counter() - began))
        except TimeoutError:
            continue
        except OSError as error:
            raise ConnectionError(f"not available: {host}: {error}") from error
    return _told(host, port, attempts, times)


def _told(host: str, port: int, attempts: int, times: list[float]) -> Latency:
    fastest, slowest = round(min(times, default=0.0), 1), round(max(times, default=0.0), 1)
    average = round(sum(times) / len(times), 1) if times else 0.0
    told = f"{average} ms on average" if times else "no answer"
    return {
        "host": host,
        "port": port,
        "attempts": attempts,
        "answered": len(times),
        "fastest": fastest,
        "average": average,
        "slowest": slowest,
        "summary": f"{host}:{port}: {told}, {len(times)} of {attempts} answered",
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(latency(**json.loads(given)), sys.stdout)
