"""Hostile programs, one idea each. Each returns what it got through with: nothing is right."""

from dataclasses import dataclass, field

from chotu_bot.sandbox.contract import Ended, Limits

PRELUDE = '''
import ctypes, os, signal, socket, struct, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)

def tried(*actions):
    """What the actions that went through returned."""
    through = []
    for action in actions:
        try:
            value = action()
        except (OSError, ValueError, MemoryError, AttributeError, KeyError, OverflowError):
            continue
        through.append(repr(value)[:200])
    return through

def system(c, name, *arguments):
    number = c["calls"].get(name)
    if number is None:
        raise OSError("no such call")
    made = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = libc.syscall(ctypes.c_long(number), *made)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result

def attack(c):
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One hostile program."""

    group: str
    name: str
    body: str
    """The body of ``attack(c)``; ``c`` tells where the canaries are."""
    ended: tuple[Ended, ...] = tuple(Ended)
    """How it may end; anything for those that only must have no effect."""
    limits: Limits = field(default_factory=lambda: Limits(wall_seconds=10.0))

    def source(self) -> str:
        """The tool."""
        return PRELUDE + "".join(f"    {line}\n" for line in self.body.strip().splitlines())


_SMALL = Limits(
    wall_seconds=20.0,
    cpu_seconds=2,
    memory_bytes=128 * 2**20,
    disk_bytes=16 * 2**20,
    processes=12,
    output_bytes=200_000,
)
_SHORT = Limits(wall_seconds=1.0)


def _probe(group: str, name: str, body: str) -> Probe:
    return Probe(group=group, name=name, body=body)


def _bomb(name: str, body: str, *ended: Ended, limits: Limits = _SMALL) -> Probe:
    return Probe(group="resources", name=name, body=body, ended=ended, limits=limits)


SECRETS = (
    _probe("secrets", "read an SSH key", "return tried(lambda: open(c['key']).read())"),
    _probe(
        "secrets",
        "read the shadow file",
        """
return tried(lambda: open("/etc/shadow").read(), lambda: open("/proc/1/root/etc/shadow").read(),
    lambda: open(f"/proc/{os.getppid()}/root/etc/shadow").read())
""",
    ),
    _probe(
        "secrets",
        "read environments",
        """
found = [name for name in os.environ if "SECRET" in name]
for pid in [*range(1, 50), c["bystander"], c["bot"], os.getppid()]:
    if pid != os.getpid():
        found += tried(lambda: open(f"/proc/{pid}/environ").read())
return found
""",
    ),
    _probe(
        "secrets",
        "look into the parent and the bystander",
        """
through = []
for pid in (os.getppid(), c["bystander"], c["bot"]):
    base = f"/proc/{pid}/"
    through += tried(lambda: open(base + "mem", "rb").read(1), lambda: open(base + "maps").read(99),
        lambda: os.readlink(base + "cwd"), lambda: os.listdir(base + "fd"),
        lambda: os.readlink(base + "exe"), lambda: os.listdir(base + "cwd"))
return through
""",
    ),
    _probe("secrets", "list the home folder", "return tried(lambda: os.listdir(c['home']))"),
    _probe("secrets", "stat a secret", "return tried(lambda: os.stat(c['key']).st_size)"),
    _probe(
        "secrets",
        "open by handle",
        """
handle = bytes.fromhex(c["handle"])
if not handle:
    return []
return tried(*(lambda p=p: os.read(system(c, "open_by_handle_at", os.open(p, 0), handle, 0), 99)
    for p in ("/", ".", "/usr")))
""",
    ),
    _probe(
        "secrets",
        "inherited descriptors",
        """
links = []
for fd in range(3, 1024):
    try:
        links.append(os.readlink(f"/proc/self/fd/{fd}"))
    except OSError:
        pass
return [link for link in links if not link.startswith("pipe:")] + links[2:]
""",
    ),
    _probe(
        "secrets",
        "other jobs' folders",
        """
up = os.path.dirname(os.path.dirname(os.getcwd()))
return [n for n in sum(map(list, tried(lambda: os.listdir(up))), []) if "chotu" in n]
""",
    ),
    _probe(
        "secrets",
        "command lines of everybody",
        "return tried(lambda: open(f\"/proc/{c['bystander']}/cmdline\").read())",
    ),
)

FILES = (
    _probe(
        "files",
        "plant files in shared folders and the home",
        """
for folder in ("/tmp", "/var/tmp", "/dev/shm", c["home"], "/", "/etc", "/usr/local/bin"):
    tried(lambda: open(f"{folder}/{c['mark']}", "w").write("x"))
""",
    ),
    _probe(
        "files",
        "change git's configuration and hooks",
        """
return tried(lambda: open(c["home"] + "/.git/config", "a").write("x"),
    lambda: open(c["home"] + "/.git/hooks/pre-commit", "w").write("x"),
    lambda: open(c["home"] + "/.git/hooks/post-commit", "w").write("x"))
""",
    ),
    _probe(
        "files",
        "change modes, owners, times and attributes outside",
        """
k = c["key"]
return tried(lambda: os.chmod(k, 0), lambda: os.chown(k, c["uid"], -1), lambda: os.utime(k),
    lambda: os.utime(k, (1, 1)), lambda: os.setxattr(k, "user.x", b"x"),
    lambda: os.removexattr(k, "user.x"),
    lambda: os.chmod(c["home"], 0o700), lambda: os.truncate(k, 0))
""",
    ),
    _probe(
        "files",
        "change modes through a link and a descriptor",
        """
os.symlink(c["key"], "link")
os.symlink(c["home"], "folder")
return tried(lambda: os.chmod("link", 0), lambda: os.utime("folder/notes.txt", (1, 1)),
    lambda: os.chmod("folder/../home/notes.txt", 0),
    lambda: os.fchmod(os.open(c["key"], os.O_PATH), 0),
    lambda: os.chmod(f"/proc/self/fd/{os.open(c['key'], os.O_PATH)}", 0),
    lambda: os.chmod("notes.txt", 0, dir_fd=os.open(c["home"], os.O_PATH)))
""",
    ),
    _probe(
        "files",
        "change modes while a link is swapped",
        """
open("own", "w").close()
os.symlink(c["key"], "far")
os.symlink("own", "near")
def swap():
    while True:
        for name in ("far", "near"):
            tried(lambda: os.rename(name, "at"), lambda: os.rename("at", name))
            tried(lambda: os.link(name, "at2"), lambda: os.replace("at2", "at"))
threading.Thread(target=swap, daemon=True).start()
for _ in range(300):
    tried(lambda: os.chmod("at", 0o600), lambda: os.utime("at", (1, 1)))
""",
    ),
    _probe(
        "files",
        "read and write through links",
        """
os.symlink(c["key"], "a")
os.symlink(c["home"], "b")
os.symlink("/proc/self/root" + c["key"], "d")
return tried(lambda: open("a").read(), lambda: open("b/notes.txt", "a"), lambda: open("d").read(),
    lambda: open("/proc/self/cwd/../../../.." + c["key"]).read(),
    lambda: open("/proc/self/root" + c["key"]).read(),
    lambda: open(f"/proc/{os.getppid()}/root" + c["key"]).read())
""",
    ),
    _probe(
        "files",
        "link and rename across the border",
        """
open("mine", "w").close()
return tried(lambda: os.link(c["key"], "stolen"), lambda: os.rename(c["key"], "stolen"),
    lambda: os.link("mine", c["home"] + "/" + c["mark"]),
    lambda: os.rename("mine", c["home"] + "/" + c["mark"]),
    lambda: os.unlink(c["key"]), lambda: os.rmdir(c["home"] + "/.git/hooks"))
""",
    ),
    _probe(
        "files",
        "poison the packages and the library",
        """
library = os.path.dirname(os.__file__)
return tried(*(lambda p=p: open(f"{p}/{c['mark']}.py", "w") for p in (c["site"], library,
    c["site"] + "/pytest/__pycache__", library + "/__pycache__")),
    lambda: os.open(os.__file__, os.O_RDWR), lambda: os.chmod(os.__file__, 0o777),
    lambda: os.utime(c["site"], (1, 1)), lambda: os.rename(c["site"], "site"))
""",
    ),
    _probe(
        "files",
        "make and open devices",
        """
import stat
return tried(lambda: os.mknod("mem", stat.S_IFCHR | 0o666, os.makedev(1, 1)),
    lambda: os.mknod("disk", stat.S_IFBLK | 0o666, os.makedev(8, 0)),
    *(lambda n=n: os.open(f"/dev/{n}", os.O_RDWR) for n in
      ("mem", "kmem", "kmsg", "sda", "vda", "fuse", "kvm", "tty", "console", "ptmx", "loop0")))
""",
    ),
    _probe(
        "files",
        "write the kernel's switches",
        """
return tried(*(lambda p=p: open(p, "w").write("0") for p in ("/proc/sys/kernel/hostname",
    "/proc/sys/vm/overcommit_memory", "/proc/sysrq-trigger", "/proc/self/uid_map",
    "/sys/kernel/mm/ksm/run", "/sys/fs/cgroup/cgroup.procs", "/proc/sys/kernel/core_pattern")),
    lambda: open("/proc/self/oom_score_adj", "w").write("-1000"))
""",
    ),
)

NETWORK = (
    _probe(
        "network",
        "TCP to the host",
        """
return tried(lambda: socket.create_connection(("127.0.0.1", c["tcp"]), 2),
    lambda: socket.create_connection(("localhost", c["tcp"]), 2),
    lambda: socket.create_connection(("::ffff:127.0.0.1", c["tcp"]), 2))
""",
    ),
    _probe(
        "network",
        "UDP to the host",
        """
def send(family, to):
    socket.socket(family, socket.SOCK_DGRAM).sendto(b"x", (to, c["udp"]))
return tried(lambda: send(socket.AF_INET, "127.0.0.1"),
    lambda: send(socket.AF_INET6, "::ffff:127.0.0.1"))
""",
    ),
    _probe(
        "network",
        "abstract unix socket",
        "return tried(lambda: socket.socket(socket.AF_UNIX).connect('\\0' + c['mark']))",
    ),
    _probe(
        "network",
        "unix socket by path",
        """
def connect(kind):
    socket.socket(socket.AF_UNIX, kind).connect(c["unix"])
pair = lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", c["unix"])
return tried(lambda: connect(socket.SOCK_STREAM), lambda: connect(socket.SOCK_DGRAM), pair)
""",
    ),
    _probe(
        "network",
        "raw, packet, netlink, vsock and other families",
        """
families = (16, 17, 40, 31, 38, 21, 44, 29, 9, 3, 1 << 20)
return tried(lambda: socket.socket(2, 3, 1), lambda: socket.socket(2, 3, 255),
    *(lambda f=f, k=k: system(c, "socket", f, k, 0) for f in families for k in (1, 2, 3, 5)),
    *(lambda f=f: system(c, "socketpair", f, 1, 0, ctypes.create_string_buffer(8))
      for f in (2, 10)))
""",
    ),
    _probe(
        "network",
        "listen and be reached",
        """
def serve(address, family):
    s = socket.socket(family)
    s.bind((address, 0))
    s.listen()
return tried(lambda: serve("127.0.0.1", 2), lambda: serve("0.0.0.0", 2), lambda: serve("::", 10))
""",
    ),
    _probe(
        "network",
        "System V and POSIX shared memory of others",
        """
libc.shmat.restype = ctypes.c_void_p
def attach():
    segment = libc.shmget(c["sysv"], 0, 0)
    if segment < 0:
        raise OSError
    return ctypes.string_at(libc.shmat(segment, None, 0), 24)
return tried(attach, lambda: open(c["posix"]).read(), lambda: os.open(c["posix"], os.O_RDWR))
""",
    ),
    _probe(
        "network",
        "System V queues and semaphores, POSIX queues",
        """
made = tried(lambda: system(c, "msgget", c["sysv"], 0o1666), lambda: system(c, "semget", c["sysv"],
    1, 0o1666), lambda: system(c, "mq_open", b"/" + c["mark"].encode(), 0o102, 0o666, None))
found = any(str(c["sysv"]) in line.split()[:1] for name in ("msg", "sem")
    for line in sum((open(f"/proc/sysvipc/{name}").readlines()
        for _ in tried(lambda: open(f"/proc/sysvipc/{name}"))), []))
return found
""",
    ),
    _probe(
        "network",
        "io_uring",
        "return tried(lambda: system(c, 'io_uring_setup', 8, ctypes.create_string_buffer(512)))",
    ),
    _probe(
        "network",
        "fast open without connect",
        """
def fast():
    socket.socket().sendto(b"x", 0x20000000, ("127.0.0.1", c["tcp"]))
return tried(fast)
""",
    ),
)

PROCESSES = (
    _probe(
        "processes",
        "signal the bystander and the bot",
        """
tried(lambda: libc.sigqueue(c["bystander"], 15, None))
return tried(lambda: os.kill(c["bystander"], 15), lambda: os.kill(c["bystander"], 0),
    lambda: os.kill(c["bot"], 0), lambda: system(c, "tgkill", c["bystander"], c["bystander"], 15),
    lambda: system(c, "tkill", c["bystander"], 15),
    lambda: signal.pidfd_send_signal(os.pidfd_open(c["bystander"]), 15))
""",
    ),
    _probe(
        "processes",
        "signal the parent",
        "for s in (15, 9, 19):\n    tried(lambda: os.kill(os.getppid(), s))\ntime.sleep(0.2)",
    ),
    _probe(
        "processes",
        "signal everybody and the group",
        """
signal.signal(signal.SIGTERM, signal.SIG_IGN)
tried(lambda: os.killpg(0, 15), lambda: os.kill(0, 15), lambda: os.kill(-1, 15),
    lambda: os.kill(-c["bystander"], 15), lambda: os.kill(-1, 9))
""",
    ),
    _probe(
        "processes",
        "trace others and copy their memory",
        """
buffer = ctypes.create_string_buffer(64)
vector = struct.pack("QQ", ctypes.addressof(buffer), 64)
return tried(*(lambda p=p: system(c, "ptrace", request, p, 0, 0) for request in (16, 0x4206)
    for p in (c["bystander"], os.getppid(), c["bot"])),
    *(lambda p=p: system(c, "process_vm_readv", p, vector, 1, vector, 1, 0)
      for p in (c["bystander"], os.getppid(), os.getpid())),
    lambda: system(c, "pidfd_getfd", os.pidfd_open(os.getppid()), 3, 0),
    lambda: system(c, "kcmp", os.getpid(), os.getppid(), 0, 0, 0))
""",
    ),
    _probe(
        "processes",
        "leave an orphan",
        """
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            libc.prctl(15, c["mark"].encode(), 0, 0, 0)
            for s in (1, 2, 15):
                signal.signal(s, signal.SIG_IGN)
            for fd in range(64):
                tried(lambda: os.close(fd))
            time.sleep(60)
        os._exit(0)
time.sleep(0.2)
""",
    ),
    _probe(
        "processes",
        "leave an orphan and die by a signal",
        """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        libc.prctl(15, c["mark"].encode(), 0, 0, 0)
        time.sleep(60)
    os._exit(0)
time.sleep(0.1)
os.kill(os.getpid(), 9)
""",
    ),
    _probe(
        "processes",
        "change limits, priority and affinity",
        """
import resource
p = c["bystander"]
return tried(lambda: resource.prlimit(p, resource.RLIMIT_NOFILE, (10, 10)),
    lambda: os.setpriority(os.PRIO_PROCESS, p, 19), lambda: os.sched_setaffinity(p, {0}),
    lambda: os.setpriority(os.PRIO_USER, 0, 19), lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
    lambda: os.sched_setscheduler(p, os.SCHED_BATCH, os.sched_param(0)),
    lambda: system(c, "ioprio_set", 1, p, 0),
    *(lambda r=r: resource.setrlimit(r, (2**40, 2**40)) for r in (resource.RLIMIT_AS,
      resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)))
""",
    ),
    _probe(
        "processes",
        "run programs, set-uid ones among them",
        """
import shutil
def run(path):
    pid = os.fork()
    if pid == 0:
        try:
            os.execv(path, [path, "--version"])
        finally:
            os._exit(99)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code == 99:
        raise OSError
    return path, code
shutil.copy(sys.executable, "python") if os.access(sys.executable, os.R_OK) else None
tried(lambda: os.chmod("python", 0o4755))
return tried(*(lambda p=p: run(p) for p in ("/bin/su", "/usr/bin/passwd", "/bin/mount", "/bin/sh",
    "/usr/bin/env", sys.executable, "./python", "/proc/self/exe")))
""",
    ),
    _probe(
        "processes",
        "new namespaces",
        """
flags = (0x10000000, 0x20000000, 0x20000, 0x40000000, 0x8000000, 0x4000000, 0x2000000, 0x80)
clone3 = struct.pack("8Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0)
return tried(*(lambda f=f: system(c, "unshare", f) for f in flags),
    *(lambda f=f: system(c, "clone", f | 17, 0, 0, 0, 0) for f in flags),
    lambda: system(c, "clone3", clone3, 64),
    *(lambda n=n: system(c, "setns", os.open(f"/proc/self/ns/{n}", 0), 0)
      for n in ("user", "net", "mnt", "pid")))
""",
    ),
    _probe(
        "processes",
        "mount and change root",
        """
return tried(lambda: system(c, "mount", b"none", b"/tmp", b"tmpfs", 0, None),
    lambda: system(c, "mount", b"/", b"/tmp", None, 4096, None), lambda: os.chroot("."),
    lambda: system(c, "pivot_root", b".", b"."), lambda: system(c, "umount2", b"/", 2),
    lambda: system(c, "fsopen", b"tmpfs", 0), lambda: system(c, "open_tree", -100, b"/", 1),
    lambda: system(c, "move_mount", -100, b"/", -100, b"/tmp", 0),
    lambda: system(c, "mount_setattr", -100, b"/", 0, bytes(32), 32))
""",
    ),
    _probe(
        "processes",
        "kernel keyring",
        """
return tried(lambda: system(c, "add_key", b"user", b"x", b"y", 1, -3),
    lambda: system(c, "keyctl", 0, -3, 1), lambda: system(c, "request_key", b"user", b"x", None, 0))
""",
    ),
    _probe(
        "processes",
        "bpf, perf, userfaultfd, modules and kexec",
        """
return tried(lambda: system(c, "bpf", 0, bytes(128), 128),
    lambda: system(c, "perf_event_open", bytes(128), 0, -1, -1, 0),
    lambda: system(c, "userfaultfd", 1), lambda: system(c, "init_module", b"", 0, b""),
    lambda: system(c, "finit_module", 0, b"", 0), lambda: system(c, "kexec_load", 0, 0, None, 0),
    lambda: system(c, "fanotify_init", 0, 0), lambda: system(c, "memfd_create", b"x", 0),
    lambda: system(c, "memfd_secret", 0))
""",
    ),
    _probe(
        "processes",
        "change the machine",
        """
return tried(lambda: system(c, "reboot", 0xfee1dead, 672274793, 0, None),
    lambda: socket.sethostname("x"), lambda: time.clock_settime(0, time.time()),
    lambda: system(c, "swapon", b"/x", 0), lambda: system(c, "syslog", 10, None, 0),
    lambda: system(c, "acct", None), lambda: system(c, "quotactl", 0, None, 0, None),
    lambda: system(c, "personality", 0x0040000))
""",
    ),
    _probe(
        "processes",
        "take back what was dropped",
        """
header, sets = struct.pack("Ii", 0x20080522, 0), struct.pack("6I", *[0xFFFFFFFF] * 6)
return tried(lambda: os.setuid(0) if os.getuid() else open("/nonexistent"),
    lambda: os.setgroups([0]), lambda: system(c, "capset", header, sets),
    lambda: system(c, "seccomp", 1, 8, bytes(16)),
    lambda: libc.prctl(38, 0, 0, 0, 0) and open("/nonexistent"))
""",
    ),
    _probe(
        "processes",
        "system calls of another architecture",
        """
import mmap, platform
if platform.machine() != "x86_64":
    return []
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
address = ctypes.addressof(ctypes.c_char.from_buffer(code))
return ctypes.CFUNCTYPE(ctypes.c_int)(address)()
""",
    ),
    _probe(
        "processes",
        "system calls with the x32 numbers",
        """
import platform
if platform.machine() != "x86_64":
    return []
return libc.syscall(ctypes.c_long(0x40000000 + 39)) > 0
""",
    ),
    _probe(
        "processes",
        "be the reason for a signal to others",
        """
import fcntl
for p in (c["bystander"], c["bot"], os.getppid()):
    for name in (lambda fd: fcntl.fcntl(fd, fcntl.F_SETOWN, p),
                 lambda fd: fcntl.fcntl(fd, 15, struct.pack("=ii", 1, p)),
                 lambda fd: fcntl.ioctl(fd, 0x8901, struct.pack("=i", p)),
                 lambda fd: fcntl.ioctl(fd, 0x8902, struct.pack("=i", p))):
        here, there = socket.socketpair()
        tried(lambda: name(here.fileno()), lambda: fcntl.fcntl(here, 10, 9),
            lambda: fcntl.fcntl(here, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK))
        there.send(b"x")
time.sleep(0.1)
""",
    ),
    _probe(
        "processes",
        "type into a terminal",
        """
import fcntl
return tried(*(lambda f=f: fcntl.ioctl(f, 0x5412, b"x") for f in range(3)),
    lambda: fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), 0x5412, b"x"))
""",
    ),
)

RESOURCES = (
    _bomb("memory", "held = []\nwhile True:\n    held.append(bytes(2**20))", Ended.MEMORY),
    _bomb("memory at once", "bytearray(2**33)", Ended.MEMORY),
    _bomb(
        "memory in processes",
        """
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(b"x" * (60 * 2**20))
        time.sleep(30)
time.sleep(30)
""",
        Ended.MEMORY,
    ),
    _bomb(
        "memory shared between processes",
        """
import mmap
for _ in range(6):
    if os.fork() == 0:
        held = mmap.mmap(-1, 60 * 2**20)
        held.write(b"x" * (60 * 2**20))
        time.sleep(30)
time.sleep(30)
""",
        Ended.MEMORY,
    ),
    _bomb("processor", "while True:\n    pass", Ended.CPU),
    _bomb("sleep", "time.sleep(60)", Ended.TIMEOUT, limits=_SHORT),
    _bomb("stop", "os.kill(os.getpid(), 19)", Ended.TIMEOUT, limits=_SHORT),
    _bomb(
        "ignore every signal",
        """
for s in set(signal.Signals) - {9, 19}:
    tried(lambda: signal.signal(s, signal.SIG_IGN))
time.sleep(60)
""",
        Ended.TIMEOUT,
        limits=_SHORT,
    ),
    _bomb(
        "disk by one file",
        "with open('f', 'wb') as f:\n    while True:\n        f.write(bytes(2**20))",
        Ended.DISK,
    ),
    _bomb(
        "disk by many files",
        "for n in range(2000):\n    open(f'f{n}', 'wb').write(bytes(2**16))",
        Ended.DISK,
    ),
    _bomb(
        "disk by empty files",
        "for n in range(400_000):\n    open(f'f{n}', 'wb').close()",
        Ended.DISK,
        Ended.CPU,
        Ended.TIMEOUT,
    ),
    _bomb(
        "disk by a sparse file",
        "f = open('f', 'wb')\nf.truncate(2**40)",
        Ended.DISK,
    ),
    _bomb(
        "disk in the other folders",
        """
import tempfile
for folder in (os.path.expanduser("~"), tempfile.gettempdir()):
    for n in range(1000):
        open(f"{folder}/f{n}", "wb").write(bytes(2**16))
""",
        Ended.DISK,
    ),
    _bomb("output", "while True:\n    os.write(1, b'x' * 4096)", Ended.OUTPUT),
    _bomb("errors", "while True:\n    os.write(2, b'x' * 4096)", Ended.OUTPUT),
    _bomb(
        "flood of every descriptor",
        """
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
while True:
    for fd in range(3, 32):
        tried(lambda: os.write(fd, b"x" * 4096))
""",
        Ended.OUTPUT,
    ),
    _bomb(
        "descriptors",
        "held = []\nwhile True:\n    held.append(os.open('/dev/null', 0))",
        Ended.EXITED,
    ),
    _bomb(
        "recursion",
        "sys.setrecursionlimit(10**9)\ndef f():\n    return f()\nf()",
        Ended.MEMORY,
        Ended.SIGNALLED,
        Ended.EXITED,
        Ended.CPU,
        Ended.TIMEOUT,
    ),
    _bomb(
        "a parser bomb",
        "eval('(' * 10**6)",
        Ended.MEMORY,
        Ended.SIGNALLED,
        Ended.EXITED,
        Ended.CPU,
        Ended.TIMEOUT,
    ),
    _bomb("fork bomb", "while True:\n    tried(os.fork)", Ended.PROCESSES),
    _bomb(
        "a bomb of sessions",
        """
while True:
    tried(os.fork)
    tried(os.setsid)
""",
        Ended.PROCESSES,
    ),
    _bomb(
        "threads",
        """
for _ in range(100):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
""",
        Ended.PROCESSES,
    ),
)

LIES = (
    _probe(
        "lies",
        "forge the report on every descriptor",
        """
import json
forged = json.dumps({"report": {"ok": True, "result": "forged"}, "limit": None, "events": []})
for fd in range(3, 64):
    tried(lambda: os.write(fd, forged.encode()))
os._exit(0)
""",
    ),
    _probe(
        "lies",
        "leave a thread and an exit handler",
        """
import atexit
def plant():
    time.sleep(0.3)
    tried(lambda: open(c["home"] + "/" + c["mark"], "w"))
atexit.register(plant)
threading.Thread(target=plant).start()
""",
    ),
    _probe("lies", "end the process in the middle", "os._exit(0)"),
    _probe(
        "lies",
        "be traced by a debugger of its own",
        "return tried(lambda: system(c, 'ptrace', 0, 0, 0, 0))",
    ),
)

PROBES = SECRETS + FILES + NETWORK + PROCESSES + RESOURCES + LIES
"""All of them."""
