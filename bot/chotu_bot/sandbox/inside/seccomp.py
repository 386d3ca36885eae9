"""seccomp: rules for system calls, compiled and put in force."""

import ctypes
import errno
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .kernel import Kernel

ALLOW = 0x7FFF0000
NOTIFY = 0x7FC00000
KILL = 0x80000000
_ERRNO = 0x00050000
_X32 = 0x40000000
_NEWEST_CALL = 480
"""Calls with higher numbers came after the policy was written; they do not exist for a job."""

_LOAD, _AND, _JEQ, _JGE, _JSET, _RET = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16


def refuse(number: int = errno.EPERM) -> int:
    """The action that makes a call fail with ``number``."""
    return _ERRNO | number


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What happens to one system call."""

    call: str
    action: int
    argument: int = -1
    """Index of the argument that decides; -1: the rule holds for every call."""
    test: Literal["any_bit", "none_of", "one_of"] = "one_of"
    mask: int = 0xFFFFFFFF
    """Bits of the argument that are looked at."""
    values: tuple[int, ...] = ()
    """Compared with the lower 32 bits of the argument."""


def program(kernel: Kernel, listed: Iterable[Rule]) -> bytes:
    """The rules as a classic BPF program for this machine."""
    code = [
        (_LOAD, 0, 0, _ARCH),
        (_JEQ, 1, 0, kernel.arch),
        (_RET, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_JGE, 0, 1, _X32),
        (_RET, 0, 0, KILL),
        (_JGE, 0, 1, _NEWEST_CALL),
        (_RET, 0, 0, refuse(errno.ENOSYS)),
    ]
    for rule in listed:
        number = kernel.numbers.get(rule.call)
        if number is not None:
            code += _compiled(number, rule)
    code.append((_RET, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _compiled(number: int, rule: Rule) -> Sequence[tuple[int, int, int, int]]:
    if rule.argument < 0:
        return [(_JEQ, 0, 1, number), (_RET, 0, 0, rule.action)]
    body = _test(rule)
    # A call that passes the test goes on to the next rule with its number loaded again.
    return [
        (_JEQ, 0, len(body) + 3, number),
        (_LOAD, 0, 0, _ARGUMENTS + 8 * rule.argument),
        (_AND, 0, 0, rule.mask),
        *body,
        (_LOAD, 0, 0, _NUMBER),
    ]


def _test(rule: Rule) -> list[tuple[int, int, int, int]]:
    jump = _JSET if rule.test == "any_bit" else _JEQ
    count = len(rule.values)
    inverted = rule.test == "none_of"
    tests = []
    for index, value in enumerate(rule.values):
        rest = count - index - 1
        # Past the remaining comparisons: to the return, or over it when a match lets pass.
        tests.append((jump, rest + (1 if inverted else 0), 0, value))
    if not inverted:
        # No match: over the return.
        code, on_match, _, value = tests[-1]
        tests[-1] = (code, on_match, 1, value)
    return [*tests, (_RET, 0, 0, rule.action)]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def install(kernel: Kernel, code: bytes) -> int:
    """Put the filter in force; returns the descriptor on which the supervisor is asked."""
    buffer = ctypes.create_string_buffer(code, len(code))
    description = _Program(len(code) // 8, ctypes.addressof(buffer))
    set_mode_filter, new_listener = 1, 8
    return kernel.call("seccomp", set_mode_filter, new_listener, ctypes.byref(description))
