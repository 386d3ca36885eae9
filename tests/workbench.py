"""Real repositories in temporary folders, driven by the git a person knows."""

import os
import subprocess
from pathlib import Path


class Workbench:
    """A repository as a person has it, driven by the git they know."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str, check: bool = True, env: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **(env or {})},
        )
        if check and done.returncode != 0:
            raise AssertionError(f"git {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return (
            done.stdout.rstrip("\n") if check else f"{done.returncode} {done.stdout}{done.stderr}"
        )

    def write(self, path: str, content: str | bytes) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def commit(self, message: str, **files: str) -> str:
        for path, content in files.items():
            self.write(path, content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def status(self) -> str:
        return self.git("status", "--porcelain", "--untracked-files=all")

    def require_sound(self) -> None:
        assert self.git("fsck", "--strict", "--no-dangling", "--no-progress") == ""


def make_bench(folder: Path, branch: str = "main") -> Workbench:
    folder.mkdir(parents=True)
    bench = Workbench(folder)
    bench.git("init", "--quiet", f"--initial-branch={branch}")
    bench.git("config", "user.name", "Ada Example")
    bench.git("config", "user.email", "ada@example.org")
    return bench
