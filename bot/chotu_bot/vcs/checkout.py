"""A working tree that shows a branch, and how its files follow when the branch moves."""

import os
import stat
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.location import git_folder_of, under_way
from chotu_bot.vcs.process import Git, GitError
from chotu_bot.vcs.trees import Change, Entry


class Checkout:
    """One working tree, main or linked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git = Git(folder, ("--literal-pathspecs",))

    def require_calm(self, wait_seconds: float) -> None:
        """Refuse while a rebase or merge is under way, or another git holds the index.

        Raises:
            RepositoryError: saying what is under way and how to end it.
        """
        git_folder = git_folder_of(self.folder)
        what = under_way(git_folder)
        if what is not None:
            raise RepositoryError(
                f"{what} is under way in {self.folder}; finish or abort it and try again"
            )
        deadline = time.monotonic() + wait_seconds
        while (git_folder / "index.lock").exists():
            if time.monotonic() > deadline:
                raise RepositoryError(
                    f"{git_folder / 'index.lock'} exists: another git is at work in "
                    f"{self.folder}, or one was killed; end it or remove the file"
                )
            time.sleep(0.02)

    def obstacles(self, changes: Iterable[Change]) -> tuple[str, ...]:
        """Paths of ``changes`` where a local change, staged or not, ignored or not, is in the way.

        Paths that the change adds and that do not exist here cannot be in the way, which
        spares git a look at the whole index.
        """
        doubtful = []
        blocked = []
        for change in changes:
            above = self._blocked_above(change.path)
            if above is not None:
                blocked.append(above)
            elif change.old is not None or os.path.lexists(self.folder / change.path):
                doubtful.append(change.path)
        return tuple(sorted({*blocked, *self._changed(doubtful)}))

    def follow(self, old: str, new: str, changes: Sequence[Change]) -> tuple[str, ...]:
        """Bring index and files from tree ``old`` to tree ``new``; paths a person changed stay.

        Returns:
            The paths that were left as they are.
        """
        try:
            self._git.run("read-tree", "-m", "-u", old, new)
        except GitError:
            # Something is not as the old tree left it: a half-followed move, a touched file, a
            # person's change. One path at a time then.
            return self.settle(changes)
        return ()

    def settle(self, changes: Sequence[Change]) -> tuple[str, ...]:
        """As ``follow``, one path at a time, from whatever state a kill or a person left.

        Returns:
            The paths that were left as they are.
        """
        staged = self._staged([change.path for change in changes])
        files = self._file_ids([change.path for change in changes])
        kept, moving, entering = [], [], []
        for change in changes:
            known = {_oid(change.old), _oid(change.new)}
            index_ours = staged.get(change.path) in known
            if index_ours:
                entering.append(change)
            if index_ours and self._is_ours(change, files.get(change.path)):
                moving.append(change)
            else:
                kept.append(change.path)
        self._enter(entering)
        self._write([change.path for change in moving if change.new is not None])
        for change in moving:
            if change.new is None:
                self._remove(change.path)
        return tuple(kept)

    def _changed(self, paths: Sequence[str]) -> set[str]:
        if not paths:
            return set()
        listed = self._git.run(
            "--no-optional-locks",
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--ignored=matching",
            "--ignore-submodules=none",
            "--",
            *paths,
        )
        names = {line[3:] for line in _split(listed) if len(line) > 3}
        # An ignored folder is listed as a whole, with a slash at its end.
        return {
            path
            for path in paths
            if any(path == name or (name.endswith("/") and path.startswith(name)) for name in names)
        }

    def _blocked_above(self, path: str) -> str | None:
        at = self.folder
        for name in path.split("/")[:-1]:
            at = at / name
            try:
                mode = at.lstat().st_mode
            except FileNotFoundError:
                return None
            if not stat.S_ISDIR(mode):
                return str(at.relative_to(self.folder))
        return None

    def _is_ours(self, change: Change, file: str | None) -> bool:
        """Whether the file is as the old or the new tree has it, or a write of it cut short.

        An absent file is ours as well: before the move nothing was missing, and git removes a
        file before it writes it anew.
        """
        if self._blocked_above(change.path) is not None:
            return False
        if file is None or file in {_oid(change.old), _oid(change.new)}:
            return True
        if change.new is None or not self._is_plain(change.path):
            return False
        whole = self._git.run("cat-file", "--filters", f"--path={change.path}", change.new.oid)
        return whole.startswith((self.folder / change.path).read_bytes())

    def _staged(self, paths: Sequence[str]) -> dict[str, str]:
        lines = _split(self._git.run("ls-files", "-s", "-z", "--full-name", "--", *paths))
        entries = (line.partition("\t") for line in lines)
        return {path: facts.split(" ")[1] for facts, _, path in entries}

    def _file_ids(self, paths: Sequence[str]) -> dict[str, str]:
        """Object ids of the files, through the filters git would apply; absent ones are absent."""
        there = [path for path in paths if os.path.lexists(self.folder / path)]
        plain = [path for path in there if self._is_plain(path)]
        names = "".join(f"{path}\n" for path in plain).encode("utf-8", "surrogateescape")
        ids = self._git.run("hash-object", "--stdin-paths", stdin=names).decode().split()
        odd = dict.fromkeys((path for path in there if path not in plain), "not a file")
        return {**dict(zip(plain, ids, strict=True)), **odd}

    def _is_plain(self, path: str) -> bool:
        return stat.S_ISREG((self.folder / path).lstat().st_mode) and "\n" not in path

    def _enter(self, changes: Sequence[Change]) -> None:
        zero = "0" * 40
        lines = [
            f"{change.new.mode} {change.new.oid}\t{change.path}"
            if change.new
            else f"0 {zero}\t{change.path}"
            for change in changes
        ]
        self._git.run("update-index", "-z", "--index-info", stdin=_joined(lines))

    def _write(self, paths: Sequence[str]) -> None:
        if paths:
            self._git.run("checkout-index", "-f", "-u", "-z", "--stdin", stdin=_joined(paths))

    def _remove(self, path: str) -> None:
        target = self.folder / path
        target.unlink(missing_ok=True)
        for folder in target.relative_to(self.folder).parents:
            if folder == Path():
                return
            try:
                (self.folder / folder).rmdir()
            except OSError:
                # Not empty, or gone: either way there is nothing left of ours in it.
                return


def _oid(entry: Entry | None) -> str | None:
    return entry.oid if entry else None


def _split(output: bytes) -> list[str]:
    return [part for part in output.decode("utf-8", "surrogateescape").split("\0") if part]


def _joined(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\0" for line in lines).encode("utf-8", "surrogateescape")
