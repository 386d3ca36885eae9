# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Check whether a network port is open."
# category = "network"
# keywords = ["port", "open", "closed", "tcp", "check", "host", "listening", "connect", "server", "reachable"]
# permissions = { net = ["{address}"] }
# ///
"""Check whether a network port is open."""

import socket
import time
from typing import TypedDict
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class Port(TypedDict):
    """What was found; ``milliseconds`` is how long the connection took, 0 without one."""

    host: str
    port: int
    open: bool
    milliseconds: float
    summary: str


def port_check(address: str, seconds: float = 3.0) -> Port:
    """Check whether a network port is open.

    A connection is made and closed again; nothing is sent.

    Args:
        address: Host and port, such as ``example.org:22`` or ``[::1]:80``, or a web address.
        seconds: How long to wait, from 0.1 to 60.

    Returns:
        Whether the port is open, how long the connection took, and a summary in one line. A port
        is not open when it refuses the connection or does not answer in time.

    Raises:
        ValueError: If the address names no host and port, or the time is out of range.
        ConnectionError: If the host cannot be reached at all.
    """
    if not 0.1 <= seconds <= 60:
        raise ValueError(f"seconds must be from 0.1 to 60, not {seconds}")
    parts = urlsplit(address if "//" in address else f"//{address}")
    host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme)
    if not host or not port:
        raise ValueError(f"no host and port: {address!r}; write host:port")
    began = time.perf_counter()
    try:
        with socket.create_connection((host, port), timeout=seconds):
            milliseconds = round(1000 * (time.perf_counter() - began), 1)
    except ConnectionRefusedError:
        return _port(host, port, False, 0.0, "closed: it refuses connections")
    except TimeoutError:
        return _port(host, port, False, 0.0, f"not open: no answer in {seconds} seconds")
    except OSError as error:
        raise ConnectionError(f"not available: {host}: {error}") from error
    return _port(host, port, True, milliseconds, f"open: connected in {milliseconds} ms")


def _port(host: str, port: int, is_open: bool, milliseconds: float, told: str) -> Port:
    return {
        "host": host,
        "port": port,
        "open": is_open,
        "milliseconds": milliseconds,
        "summary": f"{host}:{port} is {told}",
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(port_check(**json.loads(given)), sys.stdout)
