"""One full name for each thing, however the code came by it."""

import sys

_SAME = {
    "posix": "os",
    "nt": "os",
    "_io": "io",
    "_socket": "socket",
    "_pickle": "pickle",
    "_sqlite3": "sqlite3",
    "_ssl": "ssl",
    "_ctypes": "ctypes",
    "_thread": "threading",
    "_random": "random",
    "_hashlib": "hashlib",
    "_signal": "signal",
    "_asyncio": "asyncio",
    "_frozen_importlib": "importlib",
    "_frozen_importlib_external": "importlib",
    "posixpath": "os.path",
    "ntpath": "os.path",
    "genericpath": "os.path",
    "pathlib.PosixPath": "pathlib.Path",
    "pathlib.WindowsPath": "pathlib.Path",
    "pathlib.PurePath": "pathlib.Path",
    "pathlib.PurePosixPath": "pathlib.Path",
    "pathlib.PureWindowsPath": "pathlib.Path",
    "io.open": "builtins.open",
    "io.open_code": "builtins.open",
    "io.FileIO": "builtins.open",
    "os.popen2": "os.popen",
    "__builtin__": "builtins",
    "__builtins__": "builtins",
    "importlib.__import__": "builtins.__import__",
    "socket.SocketType": "socket.socket",
    "xml.etree.cElementTree": "xml.etree.ElementTree",
    "cPickle": "pickle",
}
_REACHED = frozenset(
    {
        "os",
        "sys",
        "subprocess",
        "socket",
        "builtins",
        "importlib",
        "io",
        "shutil",
        "ctypes",
        "pickle",
        "marshal",
        "gc",
        "inspect",
        "tempfile",
        "pty",
        "codeop",
        "runpy",
        "posix",
        "threading",
        "multiprocessing",
        "urllib",
    }
)
"""Modules that other modules carry about as attributes: ``shutil.os`` is ``os``."""
_SAME_THING = frozenset({"__call__", "__func__", "__wrapped__", "__init__", "__new__"})
"""Attributes by which a function or class is called all the same."""
_REAL = frozenset({"asyncio.subprocess", "asyncio.threads"})


def canonical(name: str) -> str:
    """The full name that the tables use for ``name``."""
    first, *rest = name.split(".")
    full = _SAME.get(first, first)
    for segment in rest:
        full = _step(full, segment)
    return full


def _step(owner: str, last: str) -> str:
    """The full name of one attribute of something that has its full name already."""
    if last == "__builtins__":
        return "builtins"
    if last in _SAME_THING:
        return owner
    if last == "__self__" and "." in owner:
        return owner.rpartition(".")[0]
    name = f"{owner}.{last}"
    bare = last.lstrip("_")
    carried = bare in _REACHED and bare != owner and not last.startswith("__")
    if carried and name not in _REAL and owner.partition(".")[0] in sys.stdlib_module_names:
        return _SAME.get(bare, bare)
    return _SAME.get(name, name)
