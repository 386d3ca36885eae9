"""Where to listen, and by which names clients may address the server."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from chotu_bot.errors import ConfigurationError, UsageError

_BACKLOG = 2_048
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Host and port, as given after ``--http``."""

    host: str
    port: int
    """0 for any that is free."""

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def shown(self) -> str:
        """As it stands in a URL."""
        return f"[{self.host}]" if ":" in self.host else self.host


def parse_address(text: str) -> Address:
    """``127.0.0.1:8765``, ``[::1]:8765``, or a port alone, which means this machine.

    Raises:
        UsageError: for anything else.
    """
    host, colon, port = text.rpartition(":")
    if not colon:
        host = "127.0.0.1"
    if not port.isdecimal() or int(port) > 65_535 or not host:
        raise UsageError(f"--http takes host:port, for instance 127.0.0.1:8765 (got {text!r})")
    return Address(host=host.removeprefix("[").removesuffix("]"), port=int(port))


def bind(address: Address) -> socket.socket:
    """A listening socket.

    Raises:
        ConfigurationError: when the address is taken, or not this machine's.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # asyncio switches Nagle's delay off, 40 ms an answer, only where the protocol is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.host, address.port))
        # Who comes before the catalogue is loaded waits in line, and is not turned away.
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        place = f"{address.shown}:{address.port}"
        raise ConfigurationError(f"cannot listen at {place}: {error.strerror or error}") from error
    return listener


def names(address: Address, port: int, configured: Sequence[str]) -> frozenset[str]:
    """What a ``Host`` header may say.

    Raises:
        ConfigurationError: when others are to reach the server and it has no name for them.
    """
    if not address.is_loopback and not configured:
        raise ConfigurationError(
            f"{address.shown} can be reached from other machines; name the server as its clients "
            "do, under [serving] hosts in chotu.ini, and put TLS in front of it"
        )
    local = [f"{name}:{port}" for name in _LOOPBACK_NAMES] if address.is_loopback else []
    return frozenset({*local, *configured})
