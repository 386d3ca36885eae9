"""Finding and filling templates: a repository's own first, then those that ship."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from chotu_bot.domain.contract import digest
from chotu_bot.errors import ConfigurationError

if TYPE_CHECKING:
    import jinja2

_SUFFIX = ".j2"
_TOOL_TEMPLATES = ("tool/tool.py", "tool/test_tool.py", "tool/main.py")


def shipped_folder() -> Path:
    """The templates that ship: inside the wheel, or the checkout's where none are inside.

    An editable install does not see files that the wheel is given by force, hence two places.
    """
    inside = Path(str(files("chotu_bot"))) / "templates"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "templates"


class Templates:
    """Jinja2 with StrictUndefined over a few folders, the first that has a name wins."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Fill the template ``<name>.j2``.

        Raises:
            ConfigurationError: when it is missing, broken, or uses a value it is not given.
        """
        title = f"template {name}{_SUFFIX}"
        return _filled(title, lambda: self._environment.get_template(name + _SUFFIX), values)

    def render_text(self, text: str, values: Mapping[str, object]) -> str:
        """Fill a template given as text; raises as ``render``."""
        return _filled("template", lambda: self._environment.from_string(text), values)

    def path(self, name: str) -> Path:
        """The file or folder called ``name`` in the first folder that has it.

        Raises:
            ConfigurationError: when none has it.
        """
        for folder in self.folders:
            if (folder / name).exists():
                return folder / name
        raise ConfigurationError(f"template {name} is missing; reinstall chotu-bot")

    def paths(self, name: str) -> tuple[Path, ...]:
        """Every folder's own ``name``, first folder first."""
        return tuple(folder / name for folder in self.folders if (folder / name).exists())

    @cached_property
    def tool_digest(self) -> str:
        """sha256 over the templates that a tool's files are rendered from."""
        return digest(b"\0".join(self.path(one + _SUFFIX).read_bytes() for one in _TOOL_TEMPLATES))

    @cached_property
    def _environment(self) -> "jinja2.Environment":
        import jinja2
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        # A repository's own templates are foreign: they fill in text and reach nothing else.
        return ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader([str(folder) for folder in self.folders]),
            undefined=jinja2.StrictUndefined,
            autoescape=jinja2.select_autoescape(["html", "html.j2"], default=False),
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )


def _filled(
    title: str, found: Callable[[], "jinja2.Template"], values: Mapping[str, object]
) -> str:
    import jinja2

    try:
        return found().render(values)
    except jinja2.TemplateError as error:
        raise ConfigurationError(f"{title}: {error}") from error
