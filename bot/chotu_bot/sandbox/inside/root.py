"""A root of the job's own: an empty tmpfs, and read-only what the interpreter needs."""

import errno
import fcntl
import os
import socket
import stat
import struct

from .kernel import Kernel
from .plan import INSIDE, UNPRIVILEGED, Host, Plan

CLONE_FLAGS = 0x10000000 | 0x20000000 | 0x00020000 | 0x40000000 | 0x08000000 | 0x04000000
"""New user, pid, mount, network, IPC and UTS namespaces."""
JOB = "/job"
OWN_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
"""Where anybody may write, as on any machine."""
_OLD = "/.old"
_SIGCHLD = 17
_RDONLY, _NOSUID, _NODEV = 1, 2, 4
_BIND, _REC, _PRIVATE = 4096, 16384, 1 << 18
_MNT_DETACH, _AT_RECURSIVE, _AT_FDCWD = 2, 0x8000, -100
SYSTEM_PATHS = (
    "/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/share",
    "/usr/local/lib", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/localtime", "/etc/timezone", "/etc/mime.types", "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf", "/etc/ca-certificates", "/etc/pki/tls/certs", "/etc/services",
    "/etc/protocols", "/etc/alternatives",
)  # fmt: skip
"""What programs read on any Linux and nobody keeps a secret in."""
_MERGED = ("/bin", "/sbin")
"""Links into /usr on most systems, by which programs are known."""
DEVICES = ("null", "zero", "full", "random", "urandom")
_EXPANDED = frozenset({"proc", "sys", "dev", "tmp", "job", ".old"})


def flags() -> int:
    """Flags for the clone that starts a warden in namespaces of its own."""
    return CLONE_FLAGS | _SIGCHLD


def map_users(pid: int) -> None:
    """Give the new user namespace of ``pid`` its users, from outside.

    Root keeps itself, to reach an interpreter below a closed home folder while mounting, and
    maps the unprivileged user that the job becomes; anybody else maps just themselves.
    """
    user, group = os.geteuid(), os.getegid()
    both = f"0 0 1\n{INSIDE} {UNPRIVILEGED} 1\n" if user == 0 and has_unprivileged() else None
    if both is None:
        _write(f"/proc/{pid}/setgroups", "deny")
    _write(f"/proc/{pid}/uid_map", both or f"{INSIDE} {user} 1\n")
    _write(f"/proc/{pid}/gid_map", both or f"{INSIDE} {group} 1\n")


def has_unprivileged() -> bool:
    """Whether the unprivileged user exists where we are: not in every user namespace."""
    with open("/proc/self/uid_map", encoding="ascii") as stream:
        ranges = [[int(part) for part in line.split()] for line in stream]
    return any(start <= UNPRIVILEGED < start + count for start, _, count in ranges)


def _write(path: str, text: str) -> None:
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def build(kernel: Kernel, host: Host, plan: Plan) -> None:
    """Move this process, with all it will fork, into a fresh root."""
    _mount(kernel, "none", "/", "", _REC | _PRIVATE)
    size = plan.disk + 2**20
    _mount(
        kernel, "tmpfs", "/tmp", "tmpfs", _NOSUID | _NODEV, f"size={size},mode=755,nr_inodes=65536"
    )
    os.mkdir("/tmp" + _OLD)
    kernel.call("pivot_root", b"/tmp", b"/tmp" + _OLD.encode())
    os.chdir("/")
    _folders()
    _mount(kernel, "proc", "/proc", "proc", 8 | _NOSUID | _NODEV, _proc_options(plan))
    for path, writable in _binds(host, plan):
        _bind(kernel, path, writable=writable)
    for name in DEVICES:
        _bind_device(kernel, name)
    for path in _MERGED:
        if os.path.islink(_OLD + path):
            _link(_OLD + path, path)
    _etc(plan)
    kernel.call("umount2", _OLD.encode(), _MNT_DETACH)
    os.rmdir(_OLD)
    if plan.internet_sockets:
        _raise_loopback()


def _proc_options(plan: Plan) -> str:
    return "" if plan.system else "subset=pid"


def _folders() -> None:
    for path in ("/proc", "/dev", "/etc", "/var", JOB, "/dev/pts"):
        os.mkdir(path, 0o755)
    for path in OWN_FOLDERS:
        os.mkdir(path)
        os.chmod(path, 0o1777)  # nosec B103 # noqa: S103 - the job's own, sticky as everywhere
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"/dev/{name}")
    os.symlink("/proc/self/fd", "/dev/fd")


def _binds(host: Host, plan: Plan) -> list[tuple[str, bool]]:
    """Paths to bind and whether writable, each before what lies below it."""
    wanted: dict[str, bool] = dict.fromkeys((*SYSTEM_PATHS, *host.prefixes), False)
    if plan.system:
        wanted["/sys"] = False
    wanted.update(dict.fromkeys(plan.run, False))
    for granted, writable in ((plan.read, False), (plan.write, True)):
        for path in granted:
            for one in _without_root(path):
                wanted[one] = writable
    return sorted(wanted.items(), key=lambda item: (item[0].count("/"), item[0]))


def _without_root(path: str) -> list[str]:
    if path != "/":
        return [path]
    return [f"/{name}" for name in os.listdir(_OLD) if name not in _EXPANDED]


def _bind(kernel: Kernel, path: str, *, writable: bool) -> None:
    source = _OLD + path
    try:
        mode = os.lstat(source).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        _link(source, path)
        return
    _place(path, folder=stat.S_ISDIR(mode))
    _mount(kernel, source, path, "", _BIND | _REC)
    attributes = _NOSUID | _NODEV | (0 if writable else _RDONLY)
    _set_attributes(kernel, path, attributes)


def _link(source: str, path: str) -> None:
    os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    try:
        os.symlink(os.readlink(source), path)
    except OSError as error:
        # Already there through an earlier bind of its folder, which is read-only.
        if error.errno not in {errno.EEXIST, errno.EROFS}:
            raise


def _place(path: str, *, folder: bool) -> None:
    if os.path.lexists(path):
        return
    os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    if folder:
        os.mkdir(path, 0o755)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o644))


def _set_attributes(kernel: Kernel, path: str, attributes: int) -> None:
    packed = struct.pack("=QQQQ", attributes, 0, 0, 0)
    kernel.call("mount_setattr", _AT_FDCWD, path.encode(), _AT_RECURSIVE, packed, len(packed))


def _bind_device(kernel: Kernel, name: str) -> None:
    path = f"/dev/{name}"
    _place(path, folder=False)
    _mount(kernel, _OLD + path, path, "", _BIND)


def _mount(
    kernel: Kernel, source: str, target: str, kind: str, how: int, options: str = ""
) -> None:
    try:
        kernel.call("mount", source.encode(), target.encode(), kind.encode(), how, options.encode())
    except OSError as error:
        raise OSError(
            error.errno, f"mount {kind or 'bind'} on {target}: {error.strerror}"
        ) from error


def _etc(plan: Plan) -> None:
    home = f"{JOB}/home"
    users = f"root:x:0:0:root:{home}:/bin/sh\ntool:x:{INSIDE}:{INSIDE}:tool:{home}:/bin/sh\n"
    _file("/etc/passwd", users)
    _file("/etc/group", f"root:x:0:\ntool:x:{INSIDE}:\n")
    _file("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n")
    _file("/etc/hostname", "job\n")
    hosts = [f"{address} {name}\n" for name, address in plan.placeholders().items()]
    _file("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n" + "".join(hosts))
    socket.sethostname("job")


def _file(path: str, text: str) -> None:
    try:
        with open(path, "x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        # The whole folder was granted: then the machine's own file is there, read-only.
        if error.errno not in {errno.EEXIST, errno.EROFS}:
            raise


def _raise_loopback() -> None:
    get, put, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("16sH22x", b"lo", 0)
        answer = fcntl.ioctl(probe, get, request)
        current = struct.unpack("16sH22x", answer)[1]
        fcntl.ioctl(probe, put, struct.pack("16sH22x", b"lo", current | up))
