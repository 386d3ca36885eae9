"""Run a command as an unprivileged user, with an interpreter that this user can reach.

Root's home folder may be closed, and the interpreter may lie below it: in a mount namespace of
its own the folders on the way are replaced by open ones. Needs root.
"""

import ctypes
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

NOBODY = 65534
_ASIDE = "/mnt"
_NEW_MOUNTS, _BIND, _REC, _PRIVATE = 0x20000, 4096, 16384, 1 << 18


def run_as_nobody(
    command: list[str], environment: Path, *, capture: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a command of the tests without privileges, in the project's folder.

    Args:
        command: the program and its arguments.
        environment: the folder of the tool environment, which must be within reach.
        capture: whether to keep what it prints.
    """
    project = Path(__file__).resolve().parents[2]
    needed = [sys.base_prefix, str(environment.parent), sys.prefix, str(project)]
    return subprocess.run(
        [sys.executable, __file__, *needed, "--", *command],
        check=False,
        capture_output=capture,
        text=True,
        cwd=project,
        env={
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "LANG": "C.UTF-8",
            "XDG_CACHE_HOME": str(environment.parent.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )


def main(needed: list[str], command: list[str]) -> None:
    """Open the way to every path in ``needed``, then become nobody and execute ``command``."""
    libc = ctypes.CDLL(None, use_errno=True)
    check(libc.unshare(_NEW_MOUNTS))
    mount(libc, "none", "/", "", _REC | _PRIVATE)
    behind = {Path(path).resolve(): first_closed(Path(path).resolve()) for path in needed}
    reopen(libc, {path: closed for path, closed in behind.items() if closed is not None})
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    os.execvp(command[0], command)  # noqa: S606 - the tests' own command


def first_closed(path: Path) -> Path | None:
    """The topmost folder on the way that lets other users not through."""
    for folder in reversed([path, *path.parents]):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def reopen(libc: ctypes.CDLL, behind: dict[Path, Path]) -> None:
    """Replace the closed folders by open ones in which only the needed paths can be found."""
    mount(libc, "tmpfs", _ASIDE, "tmpfs", 0, "mode=755")
    aside = {path: tempfile.mkdtemp(dir=_ASIDE) for path in behind}
    for path, place in aside.items():
        mount(libc, str(path), place, "", _BIND | _REC)
    for closed in set(behind.values()):
        mount(libc, "tmpfs", str(closed), "tmpfs", 0, "mode=755")
    for path, place in aside.items():
        path.mkdir(parents=True, exist_ok=True)
        mount(libc, place, str(path), "", _BIND | _REC)


def mount(
    libc: ctypes.CDLL, source: str, target: str, kind: str, flags: int, options: str = ""
) -> None:
    check(
        libc.mount(
            source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode()
        )
    )


def check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    split = sys.argv.index("--")
    assert shutil.which(sys.argv[split + 1])
    main(sys.argv[1:split], sys.argv[split + 1 :])
