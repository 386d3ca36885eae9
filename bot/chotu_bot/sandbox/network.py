"""The connections of granted calls, made by the program itself on the job's behalf."""

import errno
import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from chotu_bot.sandbox.inside.wire import CONNECTED

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CONNECT_SECONDS = 30.0

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[..., Sequence[tuple[Any, ...]]]
"""``socket.getaddrinfo`` or what stands in for it."""


def is_public(address: Address) -> bool:
    """Whether an address is on the public internet, also when it wraps another address."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast


def _wrapped(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """Connects to granted hosts, and to no private address that was not granted as such."""

    granted: frozenset[tuple[str, int]]
    resolve: Resolve = socket.getaddrinfo
    seconds: float = _CONNECT_SECONDS
    """How long one connection may take to come about."""

    def connect(self, host: str, port: int) -> socket.socket:
        """A connected stream.

        Raises:
            PermissionError: when the host was not granted, or is at a private address only.
            OSError: when the connection fails.
        """
        if (host, port) not in self.granted:
            raise PermissionError(errno.EACCES, f"{host}:{port} was not granted")
        failure = OSError(errno.EHOSTUNREACH, f"{host} has no address")
        for family, address in self._addresses(host, port):
            try:
                return self._open(family, address)
            except OSError as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[tuple[int, tuple[Any, ...]]]:
        """Where ``host`` is; private addresses only when they, or localhost, were granted."""
        try:
            found = self.resolve(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise OSError(errno.EHOSTUNREACH, f"{host} cannot be resolved: {error}") from error
        explicit = host == "localhost" or _is_address(host)
        usable = [
            (family, address)
            for family, _, _, _, address in found
            if explicit or is_public(ipaddress.ip_address(address[0].partition("%")[0]))
        ]
        if found and not usable:
            raise PermissionError(errno.EACCES, f"{host} is at a private address")
        return usable

    def _open(self, family: int, address: tuple[Any, ...]) -> socket.socket:
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.settimeout(self.seconds)
            made.connect(address)
            made.settimeout(None)
        except OSError as error:
            made.close()
            if error.errno is None:
                raise TimeoutError(errno.ETIMEDOUT, "the connection timed out") from error
            raise
        return made


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class Broker:
    """Answers one job's questions for connections, each on a thread of its own."""

    connector: Connector
    link: socket.socket
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def begin(self, number: int, host: str, port: int) -> None:
        """Connect, and send the socket when it stands."""
        threading.Thread(
            target=self._answer, args=(number, host, port), name="chotu-connect", daemon=True
        ).start()

    def _answer(self, number: int, host: str, port: int) -> None:
        try:
            with self.connector.connect(host, port) as made:
                self._send(CONNECTED.pack(number, 0), [made.fileno()])
        except OSError as error:
            self._send(CONNECTED.pack(number, error.errno or errno.EIO), [])

    def _send(self, message: bytes, descriptors: list[int]) -> None:
        with self._lock:
            if self._closed:
                return
            try:
                socket.send_fds(self.link, [message], descriptors)
            except (BrokenPipeError, ConnectionResetError):
                self._closed = True  # the job ended meanwhile

    def close(self) -> None:
        """Send nothing more: the link is about to be closed."""
        with self._lock:
            self._closed = True
