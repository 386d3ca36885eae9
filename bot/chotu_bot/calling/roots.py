"""The folders that a client's paths may be in, and what in them stays out of reach."""

from dataclasses import dataclass
from pathlib import Path

_PRIVATE = frozenset({".git", ".chotu"})
_OWN = ("chotu.ini", "chotu.lock", "generated_tools", "registry", "templates", ".github")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roots:
    """What an operator lets clients name; everything else is refused before anything runs."""

    folders: tuple[Path, ...]
    """Resolved."""
    protected: tuple[Path, ...] = ()
    """Resolved; what decides over the bot itself, and is therefore never written for a client."""

    @classmethod
    def of(cls, folders: tuple[Path, ...], repository: Path) -> "Roots":
        """Roots that protect the repository of tools at ``repository``."""
        top = repository.resolve()
        own = tuple(top / name for name in (*_OWN, *_PRIVATE))
        return cls(folders=tuple(one.expanduser().resolve() for one in folders), protected=own)

    def refusal(self, path: Path, *, writing: bool) -> str | None:
        """Why ``path``, which is resolved, may not be named; None when it may."""
        if not any(path.is_relative_to(folder) for folder in self.folders):
            allowed = ", ".join(map(str, self.folders))
            return f"is outside the folders that clients may use ({allowed}; [serving] roots)"
        private = next((part for part in path.parts if part.lower() in _PRIVATE), None)
        if private is not None:
            return f"is inside {private}, which no client may use"
        return self._protection(path) if writing else None

    def _protection(self, path: Path) -> str | None:
        # A hook written into .git, or a line in chotu.ini, would act outside every sandbox.
        own = next((one for one in self.protected if path.is_relative_to(one)), None)
        if own is not None:
            return f"belongs to the repository of tools ({own.name}); no client may write it"
        if any(one.is_relative_to(path) for one in self.protected) or (path / ".git").exists():
            return "is the top of a repository or holds one; name a folder below it"
        return None
