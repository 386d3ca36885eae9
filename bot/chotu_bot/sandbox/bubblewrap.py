"""bubblewrap around the fork server: its root and namespaces, Landlock per job inside."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from chotu_bot.errors import SandboxUnavailableError
from chotu_bot.sandbox.contract import Grants
from chotu_bot.sandbox.environment import Environment
from chotu_bot.sandbox.inside.plan import INSIDE
from chotu_bot.sandbox.inside.root import SYSTEM_PATHS

_HERE = Path(__file__).resolve().parent
_PREFERRED = "/usr/bin/bwrap"
"""Where distributions that restrict user namespaces make an exception for it."""


def needs_own(grants: Grants) -> bool:
    """Whether a job needs a root or a network that other jobs must not see."""
    return bool(grants.read or grants.write or grants.run or grants.system or grants.loopback)


def command(environment: Environment, grants: Grants) -> list[str]:
    """What to put before the fork server's own command.

    Raises:
        SandboxUnavailableError: when bubblewrap is not installed.
    """
    program = _PREFERRED if os.access(_PREFERRED, os.X_OK) else shutil.which("bwrap")
    if program is None:
        raise SandboxUnavailableError("bubblewrap is not installed: install the package bubblewrap")
    return [
        program,
        *("--unshare-all", "--new-session", "--cap-drop", "ALL"),
        *("--uid", str(INSIDE), "--gid", str(INSIDE), "--hostname", "job"),
        *("--tmpfs", "/tmp", "--tmpfs", "/var/tmp", "--dev", "/dev", "--proc", "/proc"),  # noqa: S108 - in bubblewrap's root
        *_visible(environment),
        *_granted(grants),
        *("--chdir", "/", "--"),
    ]


def _visible(environment: Environment) -> Iterator[str]:
    for path in (*SYSTEM_PATHS, "/bin", "/sbin"):
        if Path(path).is_symlink():
            yield from ("--symlink", str(Path(path).readlink()), path)
        elif path not in {"/bin", "/sbin"}:
            yield from ("--ro-bind-try", path, path)
    for folder in (Path(sys.base_prefix), environment.root, _HERE):
        yield from ("--ro-bind", str(folder.resolve()), str(folder.resolve()))
    for name in ("passwd", "group", "hosts", "nsswitch.conf"):
        yield from ("--ro-bind", str(_HERE / "inside" / "etc" / name), f"/etc/{name}")


def _granted(grants: Grants) -> Iterator[str]:
    wanted = {Path(program): "--ro-bind" for program in grants.run}
    wanted |= dict.fromkeys(grants.read, "--ro-bind") | dict.fromkeys(grants.write, "--bind")
    if grants.system:
        wanted[Path("/sys")] = "--ro-bind"
    for path, how in sorted(wanted.items(), key=lambda item: len(item[0].parts)):
        yield from (how, str(path.resolve()), str(path.resolve()))
