"""The environment that tools run in: whole or absent, named by content, never the bot's own."""

import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from chotu_bot.errors import EnvironmentNotReadyError
from chotu_bot.sandbox import environment
from chotu_bot.sandbox.contract import Job
from chotu_bot.sandbox.local import open_sandbox


def wheel(folder: Path, name: str = "Some_Package", version: str = "1.2") -> Path:
    """A wheel made by hand, so that an installation needs no network."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    meta = f"{name}-{version}.dist-info"
    files = {
        "some_module/__init__.py": "VALUE = 1\n",
        "single.py": "",
        f"{meta}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{meta}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in [*files, f"{meta}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in {**files, f"{meta}/RECORD": record}.items():
            archive.writestr(file, content)
    return path


def lock_of(path: Path) -> str:
    digest = sha256(path.read_bytes()).hexdigest()
    return f"some-package @ {path.as_uri()} --hash=sha256:{digest}\n"


@pytest.fixture(params=["pip", "uv"])
def installer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    uv = Path(sys.prefix) / "bin" / "uv"
    if request.param == "uv":
        if not uv.exists():
            pytest.skip("uv is not installed beside the tests")
        monkeypatch.setenv("PATH", str(uv.parent), prepend=os.pathsep)
    else:
        monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return str(request.param)


def test_an_environment_is_made_once_and_found_again(tmp_path: Path, installer: str) -> None:
    lock = lock_of(wheel(tmp_path))
    cache = tmp_path / "cache"
    said: list[str] = []
    made = environment.sync(lock, cache=cache, progress=said.append)

    assert made == environment.locate(lock, cache=cache) == environment.sync(lock, cache=cache)
    assert made.packages == {"some-package": "1.2"}
    assert made.imports == {"some_module": "some-package", "single": "some-package"}
    assert any(installer in line for line in said)
    assert [path.name for path in cache.iterdir()] == [made.root.name]
    told = subprocess.run(
        [str(made.python), "-c", "import some_module; print(some_module.VALUE)"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout == "1\n"


@pytest.mark.acceptance
def test_where_there_is_no_pip_one_is_made_and_does_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setitem(sys.modules, "pip", None)
    made = environment.sync(lock_of(wheel(tmp_path)), cache=tmp_path / "cache")

    assert made.packages == {"some-package": "1.2"}
    assert not (made.root / "installer").exists()


def test_f18_an_environment_that_was_not_made_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentNotReadyError, match="chotu-bot env sync"):
        environment.locate("nothing==1\n", cache=tmp_path)


def test_f02_a_failed_installation_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    path = wheel(tmp_path)
    wrong = lock_of(path).replace("sha256:", "sha256:00")[:-3] + "\n"
    cache = tmp_path / "cache"

    with pytest.raises(EnvironmentNotReadyError, match="could not be made"):
        environment.sync(wrong, cache=cache)
    assert list(cache.iterdir()) == []
    with pytest.raises(EnvironmentNotReadyError):
        environment.locate(wrong, cache=cache)


def test_f28_two_at_once_make_one_whole_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    lock = lock_of(wheel(tmp_path))
    cache = tmp_path / "cache"
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: environment.sync(lock, cache=cache), range(2))

    assert first == second
    assert [path.name for path in cache.iterdir()] == [first.root.name]


def test_what_stands_in_the_way_is_named_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    lock = lock_of(wheel(tmp_path))
    cache = tmp_path / "cache"
    root = environment.folder(lock, cache)
    root.mkdir(parents=True)
    (root / "somebody's").touch()

    with pytest.raises(EnvironmentNotReadyError, match="in the way"):
        environment.sync(lock, cache=cache)
    assert (root / "somebody's").exists()


def test_comments_and_layout_do_not_change_the_name_of_an_environment() -> None:
    assert environment.digest("a==1\n") == environment.digest("# made today\n\na==1  \n")
    assert environment.digest("a==1\n") != environment.digest("a==2\n")


def test_the_cache_follows_the_xdg_rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert environment.default_cache() == tmp_path / "chotu-bot"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert environment.default_cache() == tmp_path / ".cache" / "chotu-bot"


def test_the_shipped_lock_pins_everything_by_hash_and_names_no_host() -> None:
    lock = environment.shipped_lock()
    pinned = [line for line in lock.splitlines() if "==" in line]

    assert {line.partition("==")[0] for line in pinned} >= {
        "pytest",
        "hypothesis",
        "coverage",
        "pypdf",
    }
    assert "://" not in lock
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_the_shipped_environment_has_what_the_lock_says_and_no_installer() -> None:
    made = environment.sync()

    assert {"pytest", "hypothesis", "coverage", "pypdf"} <= set(made.packages)
    assert not {"pip", "setuptools"} & set(made.packages)
    assert made.imports["pypdf"] == "pypdf"
    assert made.root.resolve() != Path(sys.prefix).resolve()


PROPERTY = b"""
from hypothesis import given, strategies as st

@given(st.text())
def test_text(text):
    assert isinstance(text, str)
"""


def test_whoever_shares_the_environment_finds_the_tables_of_characters_made() -> None:
    made = environment.sync()
    tables = {path.name: path for path in made.tables.rglob("*.json.gz")}

    assert set(tables) == {"charmap.json.gz", "codec-v2-utf-8.json.gz"}
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in tables.values())
    before = {path: path.stat().st_ino for path in tables.values()}
    with open_sandbox(made) as sandbox:
        sandbox.start(tests=True)
        job = Job(
            runner="pytest",
            files={"tool.py": b"", "test_tool.py": PROPERTY},
            request={"tests": ["test_tool.py"]},
        )
        assert sandbox.run(job).exit_code == 0
    # Written anew they would be other files, and for a moment their owner's alone.
    assert {path: path.stat().st_ino for path in tables.values()} == before
