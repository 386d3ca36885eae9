"""The environment that tools run in: shared, content-addressed, never the bot's own."""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from chotu_bot.errors import EnvironmentNotReadyError

_COMPLETE = "complete"
_DIGEST_LENGTH = 16
_LAYOUT = 2
"""What is made beside the packages; one more when that changes."""
_TABLES = (
    "from hypothesis.internal import charmap; "
    "charmap.charmap(); charmap.intervals_from_codec('utf-8')"
)
COMMAND = "chotu-bot env sync"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """An interpreter of its own with the packages of a lock, installed and complete."""

    root: Path
    """The virtual environment."""
    python: Path
    """Its interpreter."""
    site_packages: Path
    packages: Mapping[str, str]
    """Installed distributions: normalised name to version."""
    imports: Mapping[str, str]
    """Importable top-level name to the normalised name of its distribution."""

    @property
    def tables(self) -> Path:
        """Where hypothesis keeps its tables of characters, which take long to make."""
        return self.root / "tables"


def shipped_lock() -> str:
    """The lock that ships with the program: pytest, hypothesis, coverage, recipe packages."""
    return Path(__file__).with_name("environment.lock").read_text("utf-8")


def digest(lock: str) -> str:
    """What the environment of ``lock`` is called: the lock, this Python version, our layout."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    requirements = "\n".join(
        line.rstrip() for line in lock.splitlines() if line.strip() and not line.startswith("#")
    )
    content = f"{_LAYOUT}\n{version}\n{sys.platform}\n{requirements}"
    return hashlib.sha256(content.encode()).hexdigest()[:_DIGEST_LENGTH]


def folder(lock: str, cache: Path | None = None) -> Path:
    """Where the environment of ``lock`` is, or will be."""
    return (cache or default_cache()) / f"env-{digest(lock)}"


def default_cache() -> Path:
    """The cache folder of this user, by the XDG rules."""
    base = os.environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "chotu-bot"


def locate(lock: str | None = None, *, cache: Path | None = None) -> Environment:
    """The environment of ``lock`` (default: the shipped one), which must have been made.

    Raises:
        EnvironmentNotReadyError: when it was not; names the command that makes it.
    """
    root = folder(shipped_lock() if lock is None else lock, cache)
    if not (root / _COMPLETE).is_file():
        raise EnvironmentNotReadyError(
            f"the environment that tools run in has not been made yet: run `{COMMAND}`"
        )
    return _read(root)


def sync(
    lock: str | None = None,
    *,
    cache: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Environment:
    """Make the environment of ``lock`` unless it is there; the one place that installs.

    It is made beside its place and put there by a rename, so that two at once, or a crash,
    leave a whole environment or none.

    Raises:
        EnvironmentNotReadyError: when the packages cannot be installed; says why.
    """
    text = shipped_lock() if lock is None else lock
    root = folder(text, cache)
    if (root / _COMPLETE).is_file():
        return _read(root)
    root.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{root.name}-", dir=root.parent))
    try:
        _install(text, beside, progress)
        _put_in_place(beside, root)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return _read(root)


def _install(lock: str, root: Path, progress: Callable[[str], None]) -> None:
    requirements = root / "environment.lock"
    requirements.write_text(lock, "utf-8")
    python = root / "bin" / "python"
    uv = shutil.which("uv")
    progress(f"making the tool environment with {'uv' if uv else 'venv and pip'}")
    if uv:
        _run([uv, "venv", "--quiet", "--allow-existing", "--python", _base_python(), str(root)])
        _install_by([uv, "pip", "install", "--python", str(python)], requirements)
    else:
        _run([_base_python(), "-m", "venv", "--without-pip", str(root)])
        with _pip(root) as pip:
            _install_by([*pip, "--python", str(python), "install", "--no-compile"], requirements)
    progress("compiling")
    site = _site_packages(root)
    _run([str(python), "-m", "compileall", "-q", "-j", "0", str(site)])
    _make_tables(python, root / "tables", site)
    root.chmod(0o755)
    (root / _COMPLETE).touch()


def _make_tables(python: Path, tables: Path, site: Path) -> None:
    """Let hypothesis make its tables of characters now, where the lock has it."""
    if (site / "hypothesis").is_dir():
        _run([str(python), "-c", _TABLES], HYPOTHESIS_STORAGE_DIRECTORY=str(tables))
        for path in tables.rglob("*"):
            # Written for their owner alone; whoever cannot read them makes them at every start.
            path.chmod(0o755 if path.is_dir() else 0o644)
        # hypothesis writes them anew whenever it has read them, by way of a folder of this name.
        (tables / "tmp").touch(0o644)


def _install_by(command: list[str], requirements: Path) -> None:
    _run([*command, "--quiet", "--require-hashes", "-r", str(requirements)])


@contextlib.contextmanager
def _pip(root: Path) -> Iterator[list[str]]:
    """A pip that installs from outside: this program's own, or one that is gone afterwards.

    What is installed is what the lock says, and nothing in it installs more.
    """
    pip = ["-m", "pip", "--disable-pip-version-check"]
    if importlib.util.find_spec("pip"):
        yield [sys.executable, *pip]
        return
    installer = root / "installer"
    _run([_base_python(), "-m", "venv", str(installer)])
    yield [str(installer / "bin" / "python"), *pip]
    shutil.rmtree(installer)


def _put_in_place(beside: Path, root: Path) -> None:
    # Scripts name the interpreter by path and are not used; the rest does not depend on it.
    try:
        beside.rename(root)
    except OSError as error:
        if not (root / _COMPLETE).is_file():
            raise EnvironmentNotReadyError(f"{root} is in the way: remove it") from error


def _base_python() -> str:
    """The interpreter below any virtual environment, so that none is visible from the other."""
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return str(base) if base.is_file() else str(getattr(sys, "_base_executable", sys.executable))


def _run(command: list[str], **more: str) -> None:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment = {**inherited, **more}
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, env=environment, umask=0o022
        )
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "").strip().splitlines()
        reason = lines[-1] if lines else f"exit code {error.returncode}"
        raise EnvironmentNotReadyError(
            f"the tool environment could not be made: {reason}; run `{COMMAND}` again where "
            "the packages can be installed from"
        ) from error


def _site_packages(root: Path) -> Path:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return root / "lib" / version / "site-packages"


def _read(root: Path) -> Environment:
    site = _site_packages(root)
    packages: dict[str, str] = {}
    imports: dict[str, str] = {}
    for distribution in metadata.distributions(path=[str(site)]):
        name = normalised(distribution.metadata["Name"])
        packages[name] = distribution.version
        imports.update(dict.fromkeys(_top_level(distribution), name))
    return Environment(
        root=root,
        python=root / "bin" / "python",
        site_packages=site,
        packages=packages,
        imports=imports,
    )


def _top_level(distribution: metadata.Distribution) -> set[str]:
    names: set[str] = set()
    for file in distribution.files or ():
        first = file.parts[0]
        if len(file.parts) > 1 and first.isidentifier() and file.suffix in {".py", ".so"}:
            names.add(first)
        elif len(file.parts) == 1 and file.suffix in {".py", ".so"}:
            names.add(first.split(".")[0])
    return {name for name in names if name.isidentifier() and name != "__pycache__"}


def normalised(name: str) -> str:
    """A distribution's name as the index compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
