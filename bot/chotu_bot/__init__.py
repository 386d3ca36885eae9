"""chotu-bot: software that writes its own tools, and that a careful maintainer can trust."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chotu_bot.app import Chotu

__all__ = ["Chotu"]


def __getattr__(name: str) -> Any:
    """Load the API when it is asked for, so that the command line starts at once."""
    if name == "Chotu":
        from chotu_bot.app import Chotu

        return Chotu
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
