"""The rules of triage, in the order in which they are asked."""

import re
import sys
from pathlib import Path

from chotu_bot.calling.call import check_arguments
from chotu_bot.errors import UsageError
from chotu_bot.learning.circumstances import (
    declares,
    is_given,
    is_os_error,
    lineage,
    names_host,
    programs,
    reaches_out,
)
from chotu_bot.learning.triage import Case, Cause, Rule, Triage
from chotu_bot.sandbox.contract import Ended

_NETWORK = frozenset(
    {
        "ConnectionError", "ConnectionRefusedError", "ConnectionResetError",
        "ConnectionAbortedError", "BrokenPipeError", "TimeoutError", "timeout", "gaierror",
        "herror", "SSLError", "SSLCertVerificationError", "SSLEOFError", "SSLZeroReturnError",
        "URLError", "HTTPError", "RemoteDisconnected", "IncompleteRead", "BadStatusLine",
        "ConnectTimeout", "ReadTimeout", "NotConnected",
    }
)  # fmt: skip
_CONTENT = frozenset(
    {
        "JSONDecodeError", "BadZipFile", "BadZipfile", "LargeZipFile", "ReadError",
        "CompressionError", "HeaderError", "PdfReadError", "PdfStreamError", "EmptyFileError",
        "ParseError", "ExpatError", "MissingSectionHeaderError", "DuplicateOptionError",
        "DuplicateSectionError", "ParsingError", "TOMLDecodeError", "UnicodeDecodeError",
        "BadGzipFile", "LZMAError", "ScannerError", "ParserError", "UnidentifiedImageError",
    }
)  # fmt: skip
"""Errors that say: what was given is not of the format that was promised."""
_PLACES = frozenset(
    {"FileNotFoundError", "NotADirectoryError", "IsADirectoryError", "FileExistsError"}
)
_ERRNOS = {
    5: "the device reports an input/output error",
    12: "the machine has no memory left",
    16: "the device is busy",
    19: "there is no such device",
    23: "the machine has too many open files",
    24: "the process has too many open files",
    28: "the disk is full",
    30: "the file system is read-only",
    110: "the other side did not answer in time",
    111: "the other side refused the connection",
    113: "the other side cannot be reached",
    122: "the disk quota is used up",
}
_ERRNO = re.compile(r"\[Errno (\d+)\]")
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
_HTTP = re.compile(r"\b(?:HTTP Error|status(?: code)?:?)\s*(4\d\d|5\d\d)\b", re.IGNORECASE)
_ASK_LATER = frozenset({"408", "425", "429"})
_STATUS = ("/proc", "/sys", "/dev", "/run")


def _misfit(case: Case) -> Triage | None:
    """Arguments that do not fit the contract are the caller's."""
    if case.arguments is None:
        return None
    try:
        check_arguments(case.contract, case.arguments)
    except UsageError as error:
        return _caller("arguments", str(error), "call it as its contract says")
    return None


def _documented(case: Case) -> Triage | None:
    """An error that the contract names is an answer to wrong input."""
    names = {name.split(".")[-1] for name in case.contract.raises}
    found = next((one for one in lineage(case.failed.error) if one in names), None)
    if found is None:
        return None
    why = f"{found} is what its contract promises for such input: {case.failed.message}"
    return _caller(
        "documented", why, "change the arguments; if the input is right, report it with --expect"
    )


def _limit(case: Case) -> Triage | None:
    """A limit that was hit: output and disk are set here, a remote time-out is not the tool's."""
    ended = case.failed.ended
    if ended in {Ended.OUTPUT, Ended.DISK}:
        return _environment(
            "limit", case.failed.message, "ask for less, or raise the limit in [sandbox]"
        )
    if ended is Ended.TIMEOUT and reaches_out(case.contract.permissions):
        return _environment(
            "remote", "somebody else did not answer in time", "try again when it can be reached"
        )
    if ended is not Ended.EXITED:
        return _tool("limit", case.failed.message)
    return None


def _device(case: Case) -> Triage | None:
    """What the operating system itself cannot do."""
    found = _ERRNO.search(case.failed.message)
    why = _ERRNOS.get(int(found[1])) if found and is_os_error(case) else None
    if why is None:
        return None
    return _environment("machine", f"{why}: {case.failed.message}", "mend that, then call it again")


def _variable(case: Case) -> Triage | None:
    """A declared environment variable that is not set."""
    named = case.failed.message.strip("'\"")
    if case.failed.error == "KeyError" and named in case.contract.permissions.env:
        return _environment("variable", f"{named} is not set", f"set {named}, then call it again")
    return None


def _module(case: Case) -> Triage | None:
    """A module that is missing: a dependency that is not installed, or one nobody declared."""
    if case.failed.error not in {"ModuleNotFoundError", "ImportError"}:
        return None
    quoted = _QUOTED.search(case.failed.message)
    module = quoted[1].partition(".")[0] if quoted else ""
    if module in sys.stdlib_module_names or (module and case.contract.dependencies):
        why = f"{case.failed.message} here"
        return _environment("module", why, "install it: chotu-bot env sync")
    return None


def _network(case: Case) -> Triage | None:
    """A network error of a tool that may use the network."""
    permissions = case.contract.permissions
    if case.failed.error not in _NETWORK or not reaches_out(permissions):
        return None
    status = _HTTP.search(case.failed.message)
    if status and status[1] < "500" and status[1] not in _ASK_LATER and names_host(permissions):
        why = f"the server turned the request down: {case.failed.message}"
        return _caller("address", why, "check the address that was given")
    why = f"{case.failed.error}: {case.failed.message}"
    return _environment("network", why, "try again when the other side can be reached")


def _denial(case: Case) -> Triage | None:
    """What the sandbox denied: a program that is not there, or more than the tool declares."""
    if not (is_os_error(case) or case.failed.error == "KeyError"):
        return None
    for event in case.failed.denied:
        if event.kind in {"read", "write"} and is_given(case, event.subject):
            continue
        if event.kind == "run" and Path(event.subject).name in programs(case):
            why = f"the program {Path(event.subject).name} is not installed here"
            return _environment("program", why, "install it, then call it again")
        if not declares(case.contract.permissions, event):
            return _tool("undeclared", f"it needs {event.kind} of {event.subject}, undeclared")
    return None


def _place(case: Case) -> Triage | None:
    """A path that is not there, or is of another kind than the tool needs."""
    if case.failed.error not in _PLACES:
        return None
    for path in _QUOTED.findall(case.failed.message):
        if is_given(case, path):
            return _caller("path", case.failed.message, "check the path that was given")
        if path.startswith(_STATUS) and case.contract.permissions.system:
            return _environment(
                "device", f"this machine has no {path}", "it cannot be had on this machine"
            )
        if Path(path).name in programs(case):
            return _environment("program", f"{path} is not installed here", "install it")
    return None


def _permission(case: Case) -> Triage | None:
    """A granted path that the operating system denies."""
    if case.failed.error != "PermissionError":
        return None
    for path in _QUOTED.findall(case.failed.message):
        if is_given(case, path) or (path.startswith(_STATUS) and case.contract.permissions.system):
            why = f"the operating system denies it: {case.failed.message}"
            return _environment("permission", why, "give yourself the right, then call it again")
    return None


def _content(case: Case) -> Triage | None:
    """Input of another format than was promised."""
    if case.failed.error not in _CONTENT:
        return None
    why = f"what was given is not of the right format: {case.failed.message}"
    return _caller("content", why, "check the input; if it is right, report it with --expect")


def _elsewhere(case: Case) -> Triage | None:
    """An exception with no line of the tool in its traceback did not come from the tool."""
    outside = case.failed.line == 0 and bool(case.failed.traceback)
    if not outside or case.failed.error == "ResultNotJson" or "tool.py" in case.failed.traceback:
        return None
    return _environment(
        "outside", f"{case.failed.error} did not come from the tool", "see: chotu-bot doctor"
    )


def _rest(case: Case) -> Triage | None:
    """Whatever is left, on arguments that fit and undocumented, is the tool's."""
    line = f" (line {case.failed.line})" if case.failed.line else ""
    return _tool("error", f"{case.failed.error}{line}: {case.failed.message}")


RULES: tuple[Rule, ...] = (
    _misfit,
    _documented,
    _limit,
    _device,
    _variable,
    _module,
    _network,
    _denial,
    _place,
    _permission,
    _content,
    _elsewhere,
    _rest,
)


def _environment(rule: str, why: str, advice: str) -> Triage:
    return Triage(cause=Cause.ENVIRONMENT, rule=f"environment/{rule}", why=why, advice=advice)


def _caller(rule: str, why: str, advice: str) -> Triage:
    return Triage(cause=Cause.CALLER, rule=f"caller/{rule}", why=why, advice=advice)


def _tool(rule: str, why: str) -> Triage:
    advice = "let it be mended: chotu-bot improve TOOL, with --expect where you know the result"
    return Triage(cause=Cause.TOOL, rule=f"tool/{rule}", why=why, advice=advice)
