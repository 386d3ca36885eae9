"""Starting git with an environment that no surrounding git has left its marks on."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from chotu_bot.errors import RepositoryError

_KEPT = frozenset(
    {
        "GIT_ALLOW_PROTOCOL",
        "GIT_ASKPASS",
        "GIT_CEILING_DIRECTORIES",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_SYSTEM",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSH_VARIANT",
    }
)
_KEPT_PREFIXES = (
    "GIT_AUTHOR_",
    "GIT_COMMITTER_",
    "GIT_CONFIG_KEY_",
    "GIT_CONFIG_VALUE_",
    "GIT_HTTP_",
    "GIT_PROXY_",
    "GIT_SSL_",
    "GIT_TRACE",
)
# Our own writes never start a garbage collection in the middle of a landing.
_ALWAYS = ("-c", "gc.auto=0", "-c", "maintenance.auto=false")


class GitError(RepositoryError):
    """A git command failed; the message carries what git said."""

    def __init__(self, command: str, code: int, said: str) -> None:
        self.code = code
        self.said = said
        super().__init__(f"git {command} failed: {said or f'exit {code}'}")


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` without the variables that point git at another repository, index or tree.

    A hook, ``git rebase --exec`` or an editor sets GIT_DIR, GIT_INDEX_FILE and their like;
    identity, transport and configuration variables stay, because a person set those.
    """
    kept = {
        key: value
        for key, value in environ.items()
        if not key.startswith("GIT_") or key in _KEPT or key.startswith(_KEPT_PREFIXES)
    }
    return {**kept, "GIT_TERMINAL_PROMPT": "0"}


class Git:
    """Git commands in one folder."""

    def __init__(self, folder: Path, prefix: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self._prefix = prefix
        self._environment = clean_environment(os.environ)

    def run(
        self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> bytes:
        """What the command printed.

        Raises:
            GitError: when it exits with anything but 0.
        """
        done = self._complete(arguments, stdin, extra)
        if done.returncode != 0:
            raise GitError(arguments[0], done.returncode, _said(done.stderr))
        return done.stdout

    def ask(self, *arguments: str) -> bytes | None:
        """What the command printed, or None when it answers no (exit 1).

        Raises:
            GitError: when it exits with anything but 0 or 1.
        """
        done = self._complete(arguments, b"", None)
        if done.returncode > 1 or done.returncode < 0:
            raise GitError(arguments[0], done.returncode, _said(done.stderr))
        return done.stdout if done.returncode == 0 else None

    def start(
        self, *arguments: str, stderr: int, extra: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        """A git process to converse with; the caller ends it."""
        return subprocess.Popen(
            self._command(arguments),
            cwd=self.folder,
            env={**self._environment, **(extra or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )

    def _complete(
        self, arguments: tuple[str, ...], stdin: bytes, extra: Mapping[str, str] | None
    ) -> "subprocess.CompletedProcess[bytes]":
        try:
            return subprocess.run(
                self._command(arguments),
                cwd=self.folder,
                env={**self._environment, **(extra or {})},
                input=stdin,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise RepositoryError(_missing(self.folder)) from error
        except NotADirectoryError as error:
            raise RepositoryError(f"{self.folder} is not a folder") from error

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        # Whoever asks for the configuration wants the person's, not ours.
        ours = () if arguments[0] == "config" else _ALWAYS
        return ["git", *ours, *self._prefix, *arguments]


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a conversation: close its input, wait, and terminate what does not end by itself."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            _close(stream)
    try:
        process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        # The process died with our last words unread; closing is all that was wanted.
        return


def _said(stderr: bytes) -> str:
    return " ".join(stderr.decode("utf-8", "replace").split())


def _missing(folder: Path) -> str:
    if not folder.is_dir():
        return f"{folder} does not exist"
    return "git is not installed, or not on PATH; install it and try again"
