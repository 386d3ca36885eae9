"""``Chotu``: everything the program does, as typed calls on one repository."""

from pathlib import Path
from typing import TYPE_CHECKING

from chotu_bot.app.facade.calling import Calling, Done, Filled
from chotu_bot.app.facade.keeping import Keeping
from chotu_bot.app.facade.watching import Watching

if TYPE_CHECKING:
    from chotu_bot.app.service import Service
    from chotu_bot.serving.tokens import Tokens


__all__ = ["Chotu", "Done", "Filled"]


class Chotu(Calling, Keeping, Watching):
    """One repository of tools. Open it, use it, close it; or use it in a ``with``."""

    def service(self, folder: Path | None = None) -> "Service":
        """This repository as the MCP server sees it; ``folder`` is where clients' paths stay."""
        from chotu_bot.app.service import Service

        return Service(self, self._shop, (folder or Path.cwd()).resolve())

    def tokens(self) -> "Tokens":
        """The tokens that let programs in over HTTP."""
        from chotu_bot.serving.tokens import Tokens

        return Tokens(self._shop.repository.state_folder)
