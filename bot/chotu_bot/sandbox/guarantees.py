"""What each backend keeps from foreign code, said plainly."""

from chotu_bot.sandbox.contract import Assurance, Backend, Guarantee

_HELD, _PARTLY, _ABSENT = Assurance.HELD, Assurance.PARTLY, Assurance.ABSENT


def guarantees(backend: Backend, landlock: int) -> tuple[Guarantee, ...]:
    """The guarantees of ``backend`` with this version of Landlock."""
    if backend == "namespaces":
        return _namespaces()
    return _shared(landlock, wrapped=backend == "bubblewrap")


def _namespaces() -> tuple[Guarantee, ...]:
    return (
        Guarantee(name="filesystem", assurance=_HELD, by="a root of its own, and Landlock"),
        Guarantee(name="metadata", assurance=_HELD, by="a root of its own"),
        Guarantee(name="network", assurance=_HELD, by="a network namespace, and seccomp"),
        Guarantee(name="signals", assurance=_HELD, by="a pid namespace"),
        Guarantee(name="ipc", assurance=_HELD, by="an IPC namespace and a private /dev/shm"),
        Guarantee(name="processes", assurance=_HELD, by="the supervisor, and a pid namespace"),
        _memory(),
        Guarantee(name="secrets", assurance=_HELD, by="a clean environment and a private /proc"),
        _surface(),
    )


def _shared(landlock: int, *, wrapped: bool) -> tuple[Guarantee, ...]:
    signals = "Landlock" if landlock >= 6 else "the supervisor"
    metadata = Guarantee(
        name="metadata",
        assurance=_PARTLY if wrapped else _ABSENT,
        by="bubblewrap's root, shared by all jobs"
        if wrapped
        else "user namespaces would: existence and size of files elsewhere can be seen",
    )
    return (
        Guarantee(name="filesystem", assurance=_HELD, by="Landlock"),
        metadata,
        Guarantee(name="network", assurance=_HELD, by="seccomp"),
        Guarantee(name="signals", assurance=_HELD, by=signals),
        Guarantee(name="ipc", assurance=_HELD, by="seccomp and Landlock"),
        Guarantee(name="processes", assurance=_HELD, by="the supervisor, a subreaper"),
        _memory(),
        Guarantee(name="secrets", assurance=_HELD, by="a clean environment, and Landlock"),
        _surface(),
    )


def _memory() -> Guarantee:
    return Guarantee(
        name="memory",
        assurance=_PARTLY,
        by="a limit per process and a watch over their sum; a cgroup would be exact",
    )


def _surface() -> Guarantee:
    return Guarantee(name="kernel surface", assurance=_HELD, by="seccomp, and no capability")
