"""Which system calls a job may make: for everything Landlock cannot see."""

import errno
from dataclasses import dataclass

from .seccomp import NOTIFY, Rule, refuse

NEW_NAMESPACES = 0x7E020080
"""CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET."""
_MSG_FASTOPEN = 0x20000000
AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10

NEVER = [
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "open_tree_attr",
    "unshare",
    "setns",
    "open_by_handle_at",
    "name_to_handle_at",
    "swapon",
    "swapoff",
    "reboot",
    "acct",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "sethostname",
    "setdomainname",
    "syslog",
    "quotactl",
    "quotactl_fd",
    "vhangup",
    "iopl",
    "ioperm",
    "modify_ldt",
    "uselib",
    "personality",
    "migrate_pages",
    "move_pages",
    "fanotify_init",
    "memfd_create",
    "memfd_secret",
    "seccomp",
    "setxattrat",
    "removexattrat",
    "file_setattr",
]
"""What no job needs, whatever it was granted."""

SHARED_IPC = ["shmget", "shmat", "semget", "msgget", "mq_open", "pidfd_send_signal"]
"""Refused where the job has no IPC and pid namespace of its own."""

METADATA = [
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "chown",
    "fchown",
    "lchown",
    "fchownat",
    "utime",
    "utimes",
    "futimesat",
    "utimensat",
    "setxattr",
    "lsetxattr",
    "fsetxattr",
    "removexattr",
    "lremovexattr",
    "fremovexattr",
]
"""Not covered by Landlock: they change any file of this user unless the root is private."""

SIGNALS = ["kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"]
"""Not covered by Landlock before version 6."""

FORKS = ["clone", "fork", "vfork"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the filter of one job depends on."""

    private: bool
    """Whether the job has namespaces and a root of its own."""
    internet_sockets: bool
    """Whether sockets of the internet families may be made."""
    own_network: bool
    """Whether connecting happens in a network of the job's own, not by the supervisor."""
    execute: bool
    """Whether any executable was granted (Landlock says which)."""
    landlock: int
    """Version of Landlock in force."""


def rules(policy: Policy) -> list[Rule]:
    """The rules of a job; the first that applies to a call decides, the rest is allowed."""
    listed = [Rule(call=call, action=refuse()) for call in NEVER]
    listed += _processes(policy)
    listed += _other_processes()
    listed += _sockets(policy)
    if not policy.private:
        listed += [Rule(call=call, action=refuse()) for call in SHARED_IPC]
        listed += [Rule(call=call, action=NOTIFY) for call in METADATA]
        if policy.landlock < 6:
            listed += [Rule(call=call, action=NOTIFY) for call in SIGNALS]
        if policy.landlock < 3:
            listed += _truncation()
    return listed


def _truncation() -> list[Rule]:
    """Landlock before version 3 lets whoever may read a file also empty it."""
    access, truncate = 3, 0o1000
    return [
        Rule(call="truncate", action=refuse()),
        Rule(call="openat2", action=refuse(errno.ENOSYS)),
        *(
            Rule(call=c, action=refuse(), argument=n, mask=access | truncate, values=(truncate,))
            for c, n in (("open", 1), ("openat", 2))
        ),
    ]


def _processes(policy: Policy) -> list[Rule]:
    listed = [
        # glibc then falls back on clone, whose flags are visible here.
        Rule(call="clone3", action=refuse(errno.ENOSYS)),
        Rule(call="clone", action=refuse(), argument=0, test="any_bit", values=(NEW_NAMESPACES,)),
    ]
    listed += [Rule(call=call, action=NOTIFY) for call in FORKS]
    if not policy.execute:
        listed += [Rule(call=c, action=refuse(errno.EACCES)) for c in ("execve", "execveat")]
    return listed


def _other_processes() -> list[Rule]:
    of_pid = ["prlimit64", "sched_setaffinity", "sched_setparam", "sched_setscheduler"]
    listed = [
        Rule(call=call, action=refuse(), argument=0, test="none_of", values=(0,))
        for call in (*of_pid, "sched_setattr")
    ]
    listed += [
        Rule(call=call, action=refuse(), argument=1, test="none_of", values=(0,))
        for call in ("setpriority", "ioprio_set")
    ]
    listed += [
        # All processes of a user, and everything of the machine.
        Rule(call="setpriority", action=refuse(), argument=0, values=(2,)),
        Rule(call="ioprio_set", action=refuse(), argument=0, values=(3,)),
        # Typing into somebody's terminal.
        Rule(call="ioctl", action=refuse(), argument=1, values=(0x5412, 0x541C)),
        # Naming who is signalled when there is something to read, by any signal.
        Rule(call="ioctl", action=refuse(), argument=1, values=(0x8901, 0x8902)),
        Rule(call="fcntl", action=refuse(), argument=1, values=(8, 15)),
    ]
    return listed


def _sockets(policy: Policy) -> list[Rule]:
    families = (AF_UNIX,) if policy.private else ()
    if policy.internet_sockets:
        families = (*families, AF_INET, AF_INET6)
    listed = [
        Rule(
            call="socket",
            action=refuse(errno.EACCES),
            argument=0,
            test="none_of",
            values=families,
        ),
        Rule(
            call="socketpair",
            action=refuse(errno.EACCES),
            argument=0,
            test="none_of",
            values=(AF_UNIX,),
        ),
    ]
    if policy.internet_sockets and not policy.own_network:
        listed += _supervised()
    return listed


def _supervised() -> list[Rule]:
    """Nothing but streams that the supervisor connects.

    It puts sockets of the machine's own network into the job, so that this holds where the job
    has a network namespace, too: such a socket must never be bound or connected again.
    """
    streams = tuple(1 | flags for flags in (0, 0x800, 0x80000, 0x80800))
    fast_open = (("sendto", 3), ("sendmsg", 2), ("sendmmsg", 3))
    return [
        Rule(
            call="socket",
            action=refuse(errno.EACCES),
            argument=1,
            test="none_of",
            values=streams,
        ),
        Rule(call="connect", action=NOTIFY),
        Rule(call="bind", action=refuse(errno.EACCES)),
        Rule(call="listen", action=refuse(errno.EACCES)),
        # A fast open connects without connect.
        *(
            Rule(call=c, action=refuse(), argument=n, test="any_bit", values=(_MSG_FASTOPEN,))
            for c, n in fast_open
        ),
    ]
