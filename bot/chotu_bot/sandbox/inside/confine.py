"""What a job does to itself before any foreign code runs: it gives up everything."""

import functools
import os
import resource
import stat
from dataclasses import dataclass

from . import landlock, policy, seccomp
from .kernel import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    Kernel,
)
from .plan import Host, Plan
from .root import OWN_FOLDERS, SYSTEM_PATHS

_SIGKILL = 9
_HEADROOM = 48 * 2**20
"""Address space the runner may still take to report that memory ran out."""
_RESERVED = 160 * 2**20
"""Address space that threads reserve and seldom use: allocator arenas and stacks."""
_STACK = 8 * 2**20
_LOADERS = ("/lib64", "/lib", "/usr/lib", "/usr/lib64")
_OPEN_SYSTEM_FILES = (
    "cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "diskstats", "partitions",
    "swaps", "filesystems", "vmstat", "cmdline", "devices", "interrupts", "modules", "sys",
    "pressure", "mounts",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What every job's confinement begins with, done while there is no job yet."""

    space: int
    """Address space in bytes that the process takes by itself."""
    rules: int
    """Descriptor of a ruleset of Landlock that is not in force yet."""
    own_network: bool
    """Whether that ruleset leaves TCP to a network of the job's own."""


def begin(kernel: Kernel, host: Host, *, own_network: bool = False) -> Begun:
    """Give up what no job needs, and open what every job may read.

    Args:
        kernel: system calls.
        host: the machine.
        own_network: as ``Begun.own_network``.
    """
    kernel.drop_bounding_set()
    network = 0 if own_network else landlock.NO_TCP
    return Begun(
        space=_address_space(),
        rules=landlock.ruleset(kernel, host.landlock, _common_rules(host), network),
        own_network=own_network,
    )


def limit(plan: Plan, space: int) -> None:
    """Put the resource limits in force, above the address space that is taken already."""
    start = space + _RESERVED
    limits = [
        (resource.RLIMIT_AS, start + plan.memory, start + plan.memory + _HEADROOM),
        (resource.RLIMIT_CPU, plan.cpu, plan.cpu + 1),
        (resource.RLIMIT_FSIZE, plan.disk, plan.disk),
        (resource.RLIMIT_NOFILE, 256, 256),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_STACK, _STACK, _STACK),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
    ]
    if plan.private:
        # Elsewhere it counts the person's other processes; the supervisor counts in any case.
        limits.append((resource.RLIMIT_NPROC, plan.processes + 4, plan.processes + 4))
    for which, soft, hard in limits:
        resource.setrlimit(which, (soft, hard))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[0]) * resource.getpagesize()


def raise_memory() -> None:
    """Open the headroom that ``limit`` kept back for the report."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def confine(
    kernel: Kernel, host: Host, plan: Plan, scratch: str, begun: Begun | None = None
) -> int:
    """Give up privileges, files and system calls, in this order; seccomp is last.

    Returns:
        The descriptor on which the supervisor answers the calls it decides.
    """
    if begun is not None and begun.own_network != plan.own_network:
        os.close(begun.rules)
        begun = None
    begun = begun or begin(kernel, host, own_network=plan.own_network)
    limit(plan, begun.space)
    _change_user(host, plan)
    # A change of user takes both back.
    kernel.prctl(PR_SET_PDEATHSIG, _SIGKILL)
    kernel.prctl(PR_SET_DUMPABLE, 1)
    if plan.runner == "variants":
        # What a variant leaves behind becomes a child of the runner, which then sees it.
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
    kernel.drop_capabilities()
    landlock.allow(kernel, begun.rules, host.landlock, own_rules(host, plan, scratch))
    landlock.restrict(kernel, begun.rules)
    return seccomp.install(kernel, filter_of(kernel, policy_of(host, plan)))


def policy_of(host: Host, plan: Plan) -> policy.Policy:
    """What the filter of system calls follows from."""
    return policy.Policy(
        private=plan.private,
        internet_sockets=plan.internet_sockets,
        own_network=plan.own_network,
        execute=bool(plan.run),
        landlock=host.landlock,
    )


@functools.cache
def filter_of(kernel: Kernel, chosen: policy.Policy) -> bytes:
    """The filter, compiled once for all jobs where that is done before they are forked."""
    return seccomp.program(kernel, policy.rules(chosen))


def _change_user(host: Host, plan: Plan) -> None:
    if os.geteuid() != 0:
        return
    user = plan.user(host)
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)


def _common_rules(host: Host) -> list[tuple[str, int]]:
    """Paths, and what any job may do beneath each."""
    devices = landlock.READ_FILE | landlock.WRITE_FILE
    found = [(path, landlock.READ) for path in (*SYSTEM_PATHS, *host.prefixes)]
    found += [(f"/dev/{name}", devices) for name in ("null", "zero", "full")]
    found += [(f"/dev/{name}", landlock.READ_FILE) for name in ("random", "urandom")]
    return found


def own_rules(host: Host, plan: Plan, scratch: str) -> list[tuple[str, int]]:
    """Paths, and what this job may do beneath each, besides."""
    write = landlock.write(host.landlock)
    found = [(path, landlock.READ) for path in plan.read]
    found += [(path, write) for path in (scratch, *plan.write)]
    if plan.private:
        found += [(path, write) for path in OWN_FOLDERS]
        found += [(path, landlock.READ) for path in ("/etc", "/proc", "/sys")]
    else:
        found.append((f"/proc/{os.getpid()}", landlock.READ))
        found += [(path, landlock.READ) for path in _names(plan)]
        found += _system_rules() if plan.system else []
    return found + _execute_rules(plan)


def _names(plan: Plan) -> tuple[str, ...]:
    """Who is who; under bubblewrap all of /etc is ours."""
    return ("/etc",) if plan.backend == "bubblewrap" else ("/etc/passwd", "/etc/group")


def _system_rules() -> list[tuple[str, int]]:
    """Machine status, but no other process."""
    return [("/sys", landlock.READ)] + [
        (f"/proc/{name}", landlock.READ) for name in _OPEN_SYSTEM_FILES
    ]


def _execute_rules(plan: Plan) -> list[tuple[str, int]]:
    if not plan.run:
        return []
    rights = landlock.EXECUTE | landlock.READ_FILE
    return [(path, rights) for path in (*plan.run, *_loaders())]


def _loaders() -> list[str]:
    """The dynamic loader, which the kernel executes on a program's behalf."""
    found = set()
    for folder in _LOADERS:
        for name in _listed(folder):
            path = os.path.join(folder, name)
            if name.startswith("ld-") and stat.S_ISREG(os.stat(path).st_mode):
                found.add(os.path.realpath(path))
    return sorted(found)


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
