"""The catalogue: tools of the served branch, each verified against its record when it is used."""

from chotu_bot.calling.call import Tool
from chotu_bot.domain.contract import digest
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE
from chotu_bot.domain.toolfile import read_contract
from chotu_bot.errors import NotFoundError, RepositoryError
from chotu_bot.registry import Registry
from chotu_bot.vcs import Repository


class Catalog:
    """Reads tools from git objects; files in the working tree are never trusted."""

    def __init__(self, repository: Repository, registry: Registry) -> None:
        self._repository = repository
        self._registry = registry

    def tool(self, name: str) -> Tool:
        """The tool called ``name``, its bytes verified.

        Raises:
            NotFoundError: when there is none.
            RepositoryError: when its file is not the one the registry names.
        """
        source = self._verified(name, TOOL_FILE, "tool")
        return Tool(contract=read_contract(source), source=source)

    def tests(self, name: str) -> bytes:
        """The tests of the tool called ``name``, verified; raises as ``tool``."""
        return self._verified(name, TEST_FILE, "tests")

    def _verified(self, name: str, file: str, key: str) -> bytes:
        record = self._registry.require(name)
        path = str(record.folder / file)
        source = self._repository.read(self._registry.rev, path)
        if source is None:
            raise NotFoundError(f"{path} is gone; run: chotu-bot registry check")
        if digest(source) != record.digests[key]:
            raise RepositoryError(
                f"{path} is not the file that the registry names; it is not used. "
                "See: chotu-bot registry check"
            )
        return source
