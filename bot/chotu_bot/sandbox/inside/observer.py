"""What a tool touches, seen by the interpreter's audit events: detection, not protection."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

from .plan import Host, Plan
from .root import SYSTEM_PATHS

_MOST = 200
_LONGEST_SUBJECT = 1_000
_UNREMARKABLE = (
    *SYSTEM_PATHS,
    "/dev",
    *(f"/etc/{name}" for name in ("passwd", "group", "hosts", "nsswitch.conf", "host.conf")),
    *(f"/etc/{name}" for name in ("resolv.conf", "gai.conf")),
)
_STATUS = ("/proc", "/sys")
_OWN_STATUS = ("/proc/self", "/proc/thread-self")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PASSES_ENVIRON_ON = frozenset({os.getenv.__code__.co_filename, Mapping.get.__code__.co_filename})

_READS = ("os.listdir", "os.scandir")
_WRITES = {
    "os.remove": 1, "os.rmdir": 1, "os.mkdir": 2, "os.truncate": None, "os.chmod": 2,
    "os.chown": 3, "os.utime": 3, "os.setxattr": None, "os.removexattr": None,
    "sqlite3.connect": None,
}  # fmt: skip
"""Event to the position of its ``dir_fd``; the path comes first."""
_PAIRS = ("os.rename", "os.link", "os.symlink")
_PROGRAMS = ("os.exec", "os.posix_spawn", "os.spawn", "pty.spawn")


class Observer:
    """Keeps what happens while a line of the tool is on the stack."""

    def __init__(self, host: Host, plan: Plan, tool: str, scratch: str) -> None:
        self._plan, self._tool = plan, tool
        self._own = (scratch, *host.prefixes)
        self._names = {address: name for name, address in plan.placeholders().items()}
        self._seen: dict[tuple[str, str, int], bool] = {}
        self._busy = False
        self._handlers: dict[str, Callable[..., None]] = {
            "open": self._opened,
            "subprocess.Popen": lambda program, arguments, *_: self._ran(program or arguments[0]),
            "os.system": lambda command: self._ran(command.split()[0] if command.split() else ""),
            "socket.connect": lambda _, address: self._connected(address),
            "socket.bind": lambda _, address: self._connected(address),
            "socket.sendto": lambda _, address: self._connected(address),
            "socket.getaddrinfo": lambda host, port, *_: self._connected((host, port)),
            "socket.gethostbyname": lambda host: self._connected((host, 0)),
            "socket.__new__": lambda _, family, *__: self._socket(family),
            **dict.fromkeys(_READS, self._listed),
            **{event: self._writes(position) for event, position in _WRITES.items()},
            **dict.fromkeys(_PAIRS, self._renamed),
            **{event: lambda *found: self._ran(found[-3]) for event in _PROGRAMS},
        }

    def install(self) -> None:
        """Listen from now on; an audit hook cannot be taken back."""
        os.environ.__class__ = _observed_environ(self._read_variable)
        sys.addaudithook(self._hear)

    def events(self) -> list[dict[str, Any]]:
        """What was seen, each once, in the order it happened."""
        return [
            {"kind": kind, "subject": subject, "line": line, "denied": denied}
            for (kind, subject, line), denied in list(self._seen.items())
        ]

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        handler = self._handlers.get(event)
        if handler is None or self._busy:
            return
        self._busy = True
        try:
            handler(*arguments)
        except (TypeError, ValueError, OSError, IndexError, AttributeError):
            return  # arguments that the call itself will refuse
        finally:
            self._busy = False

    def _keep(self, kind: str, subject: str, *, denied: bool, line: int = 0) -> None:
        line = line or self._line()
        if line and len(self._seen) < _MOST:
            clean = subject.encode("utf-8", "replace").decode()[:_LONGEST_SUBJECT]
            self._seen.setdefault((kind, clean, line), denied)

    def _line(self) -> int:
        for frame in _stack():
            if frame.f_code.co_filename == self._tool:
                return frame.f_lineno
        return 0

    def _opened(self, path: Any, mode: str | None, flags: int) -> None:
        writing = bool(flags & _WRITING) if mode is None else bool(set(mode) & set("wax+"))
        self._path(path, writing=writing)

    def _listed(self, path: Any = None) -> None:
        self._path("." if path is None else path, writing=False)

    def _writes(self, position: int | None) -> Callable[..., None]:
        def handle(path: Any, *rest: Any) -> None:
            folder = rest[position - 1] if position is not None else -1
            self._path(path, writing=True, folder=folder)

        return handle

    def _renamed(self, source: Any, target: Any, *folders: int) -> None:
        first, second = (*folders, -1, -1)[:2]
        self._path(source, writing=True, folder=first)
        self._path(target, writing=True, folder=second)

    def _path(self, path: Any, *, writing: bool, folder: int = -1) -> None:
        if isinstance(path, int):
            return  # a descriptor, seen when it was opened
        text = os.fsdecode(path)
        if text == ":memory:":
            return
        if folder >= 0:
            text = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), text)
        absolute = os.path.abspath(text)
        place = os.path.realpath(os.path.dirname(absolute))
        place = os.path.join(place, os.path.basename(absolute))
        if _below(place, self._own):
            return
        if _below(absolute, _STATUS):
            if not _below(absolute, _OWN_STATUS):
                self._keep("system", absolute, denied=not self._plan.system)
        elif writing:
            self._keep("write", place, denied=not _below(place, self._plan.write))
        elif not _below(place, _UNREMARKABLE):
            granted = (*self._plan.read, *self._plan.write)
            self._keep("read", place, denied=not _below(place, granted))

    def _connected(self, address: Any) -> None:
        if not isinstance(address, tuple):
            self._path(address, writing=True)
            return
        host, port = address[:2]
        name = os.fsdecode(host) if host else "localhost"
        name, number = self._names.get(name, name), int(port or 0)
        if name in {"127.0.0.1", "::1"} and ("localhost", number) in self._plan.net:
            name = "localhost"
        granted = any(name == one and number in {0, at} for one, at in self._plan.net)
        self._keep("net", f"{name}:{number}", denied=not (granted or self._plan.loopback))

    def _socket(self, family: int) -> None:
        if family in {-1, 2, 10} and not self._plan.internet_sockets:
            self._keep("net", "*:0", denied=True)

    def _ran(self, program: Any) -> None:
        name = os.fsdecode(program)
        self._keep("run", name, denied=not self._is_granted(name))

    def _is_granted(self, name: str) -> bool:
        if "/" in name:
            return os.path.realpath(name) in {os.path.realpath(p) for p in self._plan.run}
        return name in {os.path.basename(path) for path in self._plan.run}

    def _read_variable(self, name: str) -> None:
        """Count a variable only where the tool itself asks, not a library below it."""
        for frame in _stack():
            if frame.f_code.co_filename == self._tool:
                denied = name not in self._plan.env
                self._keep("env", name, denied=denied, line=frame.f_lineno)
                return
            if frame.f_code.co_filename not in _PASSES_ENVIRON_ON:
                return


def _stack() -> Iterator[FrameType]:
    """The frames outside this module, innermost first."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the stack is the question
    while frame is not None:
        if frame.f_code.co_filename != __file__:
            yield frame
        frame = frame.f_back


def _below(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


def _observed_environ(heard: Callable[[str], None]) -> type[Any]:
    plain = type(os.environ)

    class Environ(plain):  # type: ignore[valid-type, misc]
        """``os.environ`` that tells which variables are asked for."""

        def __getitem__(self, key: str) -> str:
            heard(str(key))
            return str(super().__getitem__(key))

        def __contains__(self, key: object) -> bool:
            heard(str(key))
            return bool(super().__contains__(key))

        def __iter__(self) -> Iterator[str]:
            heard("*")
            return iter(list(super().__iter__()))

    return Environ
