"""Frames between the program and the far side: a JSON header, then bytes by name."""

import contextlib
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

_LENGTHS = struct.Struct("=IQ")
_LARGEST_HEADER = 64 * 2**20
READY = b"ready\0"
"""A fork server is warm; one byte follows, the version of Landlock."""
RETIRE = b"r"
"""To a fork server: take no more jobs, and end when those under way have."""
FREE = b"\0"
"""From a warden: ready for another job."""
END = b"\0"
"""To a warden: that is all. A job is the same with a descriptor."""
CONNECTED = struct.Struct("=Qi")
"""Answer to a question for a connection: its number, an error number; the socket comes with it."""


class LinkClosedError(EOFError):
    """The other side is gone."""


def send(link: socket.socket, header: Mapping[str, Any], blobs: Mapping[str, bytes]) -> None:
    """Send one frame: a header that is JSON, and any number of named byte strings."""
    sizes = [[name, len(blob)] for name, blob in blobs.items()]
    text = json.dumps({"header": header, "blobs": sizes}).encode()
    body = b"".join(blobs.values())
    try:
        link.sendall(_LENGTHS.pack(len(text), len(body)) + text + body)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise LinkClosedError(str(error)) from error


def refuse(link: socket.socket, reason: str) -> None:
    """Say why there is no outcome, if anybody still waits for one."""
    with contextlib.suppress(LinkClosedError):
        send(link, {"refused": reason}, {})


def receive(link: socket.socket) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Receive one frame.

    Raises:
        LinkClosedError: when the other side is gone.
    """
    text_length, body_length = _LENGTHS.unpack(_exactly(link, _LENGTHS.size))
    if text_length > _LARGEST_HEADER:
        raise LinkClosedError("a frame with an impossible length")
    frame = json.loads(_exactly(link, text_length))
    body = _exactly(link, body_length)
    blobs: dict[str, bytes] = {}
    start = 0
    for name, size in frame["blobs"]:
        blobs[name] = body[start : start + size]
        start += size
    return frame["header"], blobs


def _exactly(link: socket.socket, count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        try:
            part = link.recv(min(count, 2**20))
        except ConnectionResetError as error:
            raise LinkClosedError(str(error)) from error
        if not part:
            raise LinkClosedError("the other side closed the link")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
