"""Landlock: which files a job may touch, held by the kernel."""

import ctypes
import errno
import os
import stat
from collections.abc import Iterable

from .kernel import Kernel

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | _TRUNCATE | _IOCTL_DEV
_RULE_PATH_BENEATH = 1
NO_TCP = 3
"""Neither binding nor connecting."""
_GET_VERSION = 1

READ = READ_FILE | READ_DIR


def abi(kernel: Kernel) -> int:
    """The version of Landlock in force; 0 when there is none."""
    try:
        return kernel.call("landlock_create_ruleset", None, 0, _GET_VERSION)
    except OSError:
        return 0


def handled(version: int) -> int:
    """All the rights that Landlock ``version`` knows."""
    rights = (1 << 13) - 1
    rights |= _REFER if version >= 2 else 0
    rights |= _TRUNCATE if version >= 3 else 0
    return rights | (_IOCTL_DEV if version >= 5 else 0)


def write(version: int) -> int:
    """Everything but executing, making device nodes and talking to devices."""
    return handled(version) & ~(EXECUTE | _MAKE_CHAR | _MAKE_BLOCK | _IOCTL_DEV)


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("fd", ctypes.c_int32))


def ruleset(kernel: Kernel, version: int, rules: Iterable[tuple[str, int]], network: int) -> int:
    """A descriptor of rules that are not in force yet.

    Args:
        kernel: system calls.
        version: the version to use.
        rules: pairs of a path and the rights beneath it; what does not exist is left out.
        network: what of TCP is refused, 0 where the network is the job's own.
    """
    scoped = 3 if version >= 6 else 0
    attributes = _Ruleset(handled(version), network if version >= 4 else 0, scoped)
    size = 8 if version < 4 else 16 if version < 6 else 24
    made = kernel.call("landlock_create_ruleset", ctypes.byref(attributes), size, 0)
    try:
        allow(kernel, made, version, rules)
    except OSError:
        os.close(made)
        raise
    return made


def allow(kernel: Kernel, ruleset: int, version: int, rules: Iterable[tuple[str, int]]) -> None:
    """Add rules, given as to ``ruleset``."""
    for path, rights in rules:
        _allow(kernel, ruleset, path, rights & handled(version))


def restrict(kernel: Kernel, rules: int) -> None:
    """Put a ruleset in force for this process; its descriptor is closed."""
    try:
        kernel.call("landlock_restrict_self", rules, 0)
    finally:
        os.close(rules)


def _allow(kernel: Kernel, ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError as error:
        # A path that is not there, or not for this user, cannot be read with the rule either.
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.EACCES}:
            return
        raise
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= _OF_FILES
        rule = _PathBeneath(rights, fd)
        kernel.call("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(fd)
