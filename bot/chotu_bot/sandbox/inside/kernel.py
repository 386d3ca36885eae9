"""Linux system calls that the standard library does not offer, by number."""

import ctypes
import errno
import os
import platform

_X86_64 = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "process_madvise": 440,
    "kcmp": 312, "pidfd_getfd": 438, "pidfd_send_signal": 424, "bpf": 321,
    "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425, "io_uring_enter": 426,
    "io_uring_register": 427, "keyctl": 250, "add_key": 248, "request_key": 249,
    "kexec_load": 246, "kexec_file_load": 320, "init_module": 175, "finit_module": 313,
    "delete_module": 176, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442, "open_tree_attr": 467, "unshare": 272, "setns": 308,
    "open_by_handle_at": 304, "name_to_handle_at": 303, "swapon": 167, "swapoff": 168,
    "reboot": 169, "acct": 163, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159,
    "clock_adjtime": 305, "sethostname": 170, "setdomainname": 171, "syslog": 103,
    "quotactl": 179, "quotactl_fd": 443, "vhangup": 153, "iopl": 172, "ioperm": 173,
    "modify_ldt": 154, "uselib": 134, "personality": 135, "migrate_pages": 256,
    "move_pages": 279, "fanotify_init": 300, "memfd_create": 319, "memfd_secret": 447,
    "seccomp": 317, "prlimit64": 302, "sched_setaffinity": 203, "sched_setparam": 142,
    "sched_setscheduler": 144, "sched_setattr": 314, "setpriority": 141, "ioprio_set": 251,
    "socket": 41, "socketpair": 53, "connect": 42, "sendto": 44, "sendmsg": 46,
    "sendmmsg": 307, "bind": 49, "listen": 50, "clone": 56, "fork": 57, "vfork": 58,
    "clone3": 435, "shmget": 29, "shmat": 30, "semget": 64, "msgget": 68, "mq_open": 240,
    "execve": 59, "execveat": 322, "ioctl": 16, "fcntl": 72, "chmod": 90, "fchmod": 91,
    "fchmodat": 268, "fchmodat2": 452, "chown": 92, "fchown": 93, "lchown": 94,
    "fchownat": 260, "utime": 132, "utimes": 235, "futimesat": 261,
    "utimensat": 280, "setxattr": 188, "lsetxattr": 189,
    "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199,
    "setxattrat": 463, "removexattrat": 466, "file_setattr": 469, "kill": 62, "tkill": 200,
    "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297, "capset": 126,
    "prctl": 157, "landlock_create_ruleset": 444, "landlock_add_rule": 445,
    "landlock_restrict_self": 446, "openat2": 437, "open": 2, "openat": 257, "truncate": 76,
}  # fmt: skip

_AARCH64 = {
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "process_madvise": 440,
    "kcmp": 272, "pidfd_getfd": 438, "pidfd_send_signal": 424, "bpf": 280,
    "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425, "io_uring_enter": 426,
    "io_uring_register": 427, "keyctl": 219, "add_key": 217, "request_key": 218,
    "kexec_load": 104, "kexec_file_load": 294, "init_module": 105, "finit_module": 273,
    "delete_module": 106, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442, "open_tree_attr": 467, "unshare": 97, "setns": 268,
    "open_by_handle_at": 265, "name_to_handle_at": 264, "swapon": 224, "swapoff": 225,
    "reboot": 142, "acct": 89, "settimeofday": 170, "clock_settime": 112, "adjtimex": 171,
    "clock_adjtime": 266, "sethostname": 161, "setdomainname": 162, "syslog": 116,
    "quotactl": 60, "quotactl_fd": 443, "vhangup": 58, "personality": 92,
    "migrate_pages": 238, "move_pages": 239, "fanotify_init": 262, "memfd_create": 279,
    "memfd_secret": 447, "seccomp": 277, "prlimit64": 261, "sched_setaffinity": 122,
    "sched_setparam": 118, "sched_setscheduler": 119, "sched_setattr": 274,
    "setpriority": 140, "ioprio_set": 30, "socket": 198, "socketpair": 199, "connect": 203,
    "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "bind": 200, "listen": 201, "clone": 220,
    "clone3": 435, "shmget": 194, "shmat": 196, "semget": 190, "msgget": 186, "mq_open": 180,
    "execve": 221, "execveat": 281, "ioctl": 29, "fcntl": 25, "fchmod": 52, "fchmodat": 53,
    "fchmodat2": 452, "fchown": 55, "fchownat": 54, "utimensat": 88, "setxattr": 5,
    "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
    "setxattrat": 463, "removexattrat": 466, "file_setattr": 469, "kill": 129, "tkill": 130,
    "tgkill": 131, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240, "capset": 91,
    "prctl": 167, "landlock_create_ruleset": 444, "landlock_add_rule": 445,
    "landlock_restrict_self": 446, "openat2": 437, "openat": 56, "truncate": 45,
}  # fmt: skip

TABLES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
"""Per machine: the audit architecture and the numbers of the system calls."""

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_SECUREBITS = 28
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4


class Kernel:
    """System calls of this machine. Every failure is an ``OSError`` that names the call."""

    def __init__(self) -> None:
        machine = platform.machine()
        if machine not in TABLES:
            raise OSError(f"no table of system calls for {machine}")
        self.arch, self.numbers = TABLES[machine]
        # PyDLL keeps the interpreter's lock, so that a clone leaves it held in the child.
        self._syscall = ctypes.PyDLL(None, use_errno=True).syscall
        self._syscall.restype = ctypes.c_long

    def call(self, name: str, *arguments: object) -> int:
        """Call ``name``; integers are passed as longs, bytes and buffers by address."""
        converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        result = int(self._syscall(ctypes.c_long(self.numbers[name]), *converted))
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"{name}: {os.strerror(number)}")
        return result

    def prctl(self, option: int, value: int = 0, third: int = 0) -> int:
        """Set an attribute of this process."""
        return self.call("prctl", option, value, third, 0, 0)

    def clone(self, flags: int) -> int:
        """Fork into new namespaces; 0 in the child.

        The C library does not know of this fork, the interpreter is told.
        """
        ctypes.pythonapi.PyOS_BeforeFork()
        try:
            pid = self.call("clone", flags, 0, 0, 0, 0)
        except OSError:
            ctypes.pythonapi.PyOS_AfterFork_Parent()
            raise
        if pid == 0:
            ctypes.pythonapi.PyOS_AfterFork_Child()
        else:
            ctypes.pythonapi.PyOS_AfterFork_Parent()
        return pid

    def drop_bounding_set(self) -> None:
        """Give up every capability for any later ``execve``; what is held now stays held."""
        self.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
        for capability in range(64):
            try:
                self.prctl(PR_CAPBSET_DROP, capability)
            except OSError as error:
                # EINVAL: past the last one; EPERM: no CAP_SETPCAP, so nothing is held to drop.
                if error.errno in {errno.EINVAL, errno.EPERM}:
                    return
                raise

    def drop_capabilities(self) -> None:
        """Give up every capability this process holds."""
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        self.call("capset", header, (ctypes.c_uint32 * 6)())
