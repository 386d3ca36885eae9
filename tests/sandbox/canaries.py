"""What hostile code is aimed at: made for the test, watched by the test, nobody else's."""

import ctypes
import hashlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from chotu_bot.sandbox.contract import Outcome
from chotu_bot.sandbox.inside.kernel import Kernel

_SHARED = ("/tmp", "/var/tmp", "/dev/shm")
_IPC_CREATE, _IPC_REMOVE = 0o1000, 0


@dataclass
class Canaries:
    """A home with secrets, listeners, a bystander; ``effects`` tells what was touched."""

    folder: Path
    site_packages: Path
    secret: str = field(default_factory=lambda: secrets.token_hex(12))
    mark: str = field(default_factory=lambda: "cnry" + secrets.token_hex(4))
    """Names that hostile code gives to what it plants."""
    _stack: ExitStack = field(default_factory=ExitStack)
    _listeners: dict[str, socket.socket] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._home()
        self._listen()
        self._bystander = self._stack.enter_context(self._sleeper())
        shared = Path("/dev/shm") / f"{self.mark}-posix"
        shared.write_text(self.secret)
        self._stack.callback(shared.unlink, missing_ok=True)
        self._system_v()
        self._before = self._state()
        return self

    def __exit__(self, *_: object) -> None:
        self._bystander.kill()
        self._stack.close()

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def _home(self) -> None:
        self.folder.chmod(0o755)
        for name in (".ssh/id_ed25519", "notes.txt", ".git/config", ".git/hooks/pre-commit"):
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.secret)
        # Permissions must not be what protects them.
        for path in [self.home, *self.home.rglob("*")]:
            path.chmod(0o777 if path.is_dir() else 0o666)

    def _listen(self) -> None:
        plans = {
            "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "abstract": (socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.mark}"),
            "unix": (socket.AF_UNIX, socket.SOCK_STREAM, str(self._unix_path())),
        }
        for name, (family, kind, address) in plans.items():
            listener = self._stack.enter_context(socket.socket(family, kind))
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
            listener.setblocking(False)
            self._listeners[name] = listener
        self._unix_path().chmod(0o777)

    def _unix_path(self) -> Path:
        short = Path(tempfile.gettempdir()) / f"{self.mark}.sock"
        self._stack.callback(short.unlink, missing_ok=True)
        return short

    def _sleeper(self) -> Any:
        return subprocess.Popen(
            [sys.executable, "-S", "-c", "import time; time.sleep(600)"],
            env={"SECRET": self.secret, "PATH": os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
        )

    def _system_v(self) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.shmat.restype = ctypes.c_void_p
        key = int.from_bytes(self.mark.encode()[-4:], "big") & 0x7FFFFFFF
        self._key = key
        segment = libc.shmget(key, 4096, _IPC_CREATE | 0o666)
        assert segment >= 0
        self._stack.callback(libc.shmctl, segment, _IPC_REMOVE, None)
        place = libc.shmat(segment, None, 0)
        ctypes.memmove(place, self.secret.encode(), len(self.secret))
        libc.shmdt(ctypes.c_void_p(place))

    def arguments(self) -> dict[str, Any]:
        """What the hostile code is told, as JSON."""
        return {
            "home": str(self.home),
            "key": str(self.home / ".ssh/id_ed25519"),
            "site": str(self.site_packages),
            "mark": self.mark,
            "tcp": self._listeners["tcp"].getsockname()[1],
            "udp": self._listeners["udp"].getsockname()[1],
            "unix": f"{tempfile.gettempdir()}/{self.mark}.sock",
            "bystander": self._bystander.pid,
            "bot": os.getpid(),
            "sysv": self._key,
            "posix": f"/dev/shm/{self.mark}-posix",
            "handle": self._handle(),
            "calls": Kernel().numbers,
            "uid": os.getuid(),
        }

    def _handle(self) -> str:
        """A file handle of the secret, which opens it past every path; empty if refused."""
        handle = (ctypes.c_uint32 * 34)(128, 0)
        mount = ctypes.c_int()
        libc = ctypes.CDLL(None, use_errno=True)
        path = str(self.home / "notes.txt").encode()
        failed = libc.name_to_handle_at(-100, path, handle, ctypes.byref(mount), 0)
        return "" if failed else bytes(handle).hex()

    def _state(self) -> str:
        """Everything that could be changed, as one digest."""
        seen = []
        for path in sorted(self.folder.rglob("*")):
            status = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            times = (status.st_mtime_ns, status.st_nlink, status.st_uid)
            seen.append([str(path), status.st_mode, *times, content.hex(), os.listxattr(path)])
        pid = self._bystander.pid
        seen.append([os.getpriority(os.PRIO_PROCESS, pid), sorted(os.sched_getaffinity(pid))])
        seen.append(Path(f"/proc/{pid}/limits").read_text())
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()

    def effects(self, outcome: Outcome) -> list[str]:
        """What hostile code achieved; nothing when it was contained."""
        found = list(self._told(outcome))
        if self._bystander.poll() is not None:
            return [*found, "the bystander was killed"]
        if self._state() != self._before:
            found.append("files or the bystander were changed")
            self._before = self._state()
        found += [f"{name} was reached" for name in self._reached()]
        found += [f"{path} was planted" for path in self._planted()]
        return found + [f"process {name} survived" for name in _processes(self.mark)]

    def _told(self, outcome: Outcome) -> Iterator[str]:
        told = json.dumps([outcome.report, outcome.stdout, outcome.stderr])
        if self.secret in told:
            yield "the secret came out"
        if outcome.report and outcome.report.get("ok") and outcome.report["result"]:
            yield f"it got through: {outcome.report['result']}"

    def _reached(self) -> Iterator[str]:
        for name, listener in self._listeners.items():
            try:
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(1)
                else:
                    listener.accept()[0].close()
            except BlockingIOError:
                continue
            yield name

    def _planted(self) -> Iterator[Path]:
        ours = {f"{self.mark}-posix", f"{self.mark}.sock"}
        for place in (*_SHARED, self.site_packages, self.site_packages.parent, Path.home(), "/"):
            for path in Path(place).glob(f"*{self.mark}*"):
                if path.name not in ours:
                    yield path


def _processes(mark: str) -> Iterator[str]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name = (entry / "comm").read_text().strip()
            except OSError:
                continue
            if name == mark:
                yield name
