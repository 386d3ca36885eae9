"""What the far side is told about one job, and how its confinement follows from that."""

import ipaddress
from dataclasses import dataclass
from typing import Any, Literal

Backend = Literal["namespaces", "bubblewrap", "landlock"]
UNPRIVILEGED = 65534
"""The user that jobs run as when the program itself runs as root."""
INSIDE = 1000
"""The user id that a job sees in its own user namespace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What is the same for every job of one server."""

    prefixes: tuple[str, ...]
    """Folders the interpreter needs: its base prefix, the environment."""
    site_packages: str
    reachable: bool
    """Whether there is an unprivileged user, and it can read the prefixes."""
    landlock: int
    """Version of Landlock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One job, as the far side sees it. Sizes in bytes, times in seconds."""

    backend: Backend
    runner: Literal["call", "pytest", "variants"]
    request: dict[str, Any]
    collect: tuple[str, ...]
    wall: float
    cpu: int
    memory: int
    disk: int
    processes: int
    output: int
    read: tuple[str, ...]
    write: tuple[str, ...]
    net: tuple[tuple[str, int], ...]
    run: tuple[str, ...]
    env: dict[str, str]
    system: bool
    loopback: bool

    @property
    def private(self) -> bool:
        """Whether the job gets namespaces and a root of its own."""
        return self.backend == "namespaces"

    @property
    def own_network(self) -> bool:
        """Whether the job's sockets live in a network of its own and need no supervision."""
        return self.loopback and not self.net and self.backend != "landlock"

    @property
    def internet_sockets(self) -> bool:
        """Whether the job may make sockets of the internet families at all."""
        return self.loopback or bool(self.net)

    def placeholders(self) -> dict[str, str]:
        """A stand-in address for every granted host that is a name.

        From a range that is never routed: the supervisor turns it back into the name.
        """
        names = sorted({host for host, _ in self.net if not is_address(host)} - {"localhost"})
        return {name: f"198.18.{n // 250}.{n % 250 + 1}" for n, name in enumerate(names)}

    def user(self, host: Host) -> int | None:
        """The user id to change to when started by root; None: stay, without capabilities.

        Granted paths are the caller's own files, which only the caller's user can be relied on
        to read. The number of processes does not depend on it: the supervisor counts.
        """
        if self.read or self.write or not (self.private or host.reachable):
            return None
        return INSIDE if self.private else UNPRIVILEGED


def is_address(host: str) -> bool:
    """Whether ``host`` is an address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def plan_from(header: dict[str, Any]) -> Plan:
    """The plan in a frame's header."""
    tuples = {key: tuple(header[key]) for key in ("collect", "read", "write", "run")}
    net = tuple((host, port) for host, port in header["net"])
    return Plan(**{**header, **tuples, "net": net})
