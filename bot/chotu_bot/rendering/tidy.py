"""Safe fixes and formatting of generated files, before the gate judges them."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from chotu_bot.errors import ConfigurationError


class RuffTidy:
    """Applies ruff's safe fixes and its formatter; what does not parse stays as it is."""

    def __init__(self, ruff: Path, config: Path) -> None:
        self._ruff = ruff
        self._config = config

    def __call__(self, sources: Mapping[str, str]) -> Mapping[str, str]:
        """The sources, fixed and formatted with the fixed rule set."""
        with tempfile.TemporaryDirectory(prefix="chotu-tidy-") as name:
            folder = Path(name)
            for path, text in sources.items():
                (folder / path).write_bytes(text.encode("utf-8", "surrogatepass"))
            self._run(folder, "check", "--fix-only", "--exit-zero")
            self._run(folder, "format")
            return {
                path: (folder / path).read_bytes().decode("utf-8", "surrogatepass")
                for path in sources
            }

    def _run(self, folder: Path, *verb: str) -> None:
        done = subprocess.run(
            [str(self._ruff), *verb, "--quiet", "--no-cache", "--config", str(self._config), "."],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        broken_input = 2
        if done.returncode not in {0, broken_input}:
            raise ConfigurationError(f"ruff {verb[0]} failed: {done.stderr.strip()[:500]}")
