"""What every generator offers."""

from typing import Protocol

from chotu_bot.domain.draft import Draft, Task
from chotu_bot.domain.verdict import Finding


class Generator(Protocol):
    """An author of drafts."""

    def draft(self, task: Task) -> Draft:
        """Write contract and tests from the request alone, then the code.

        Raises:
            GeneratorError: when nothing can be written; never a draft made of an error text.
        """
        ...

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        """Write the code again, given what the gate found; contract and tests stay.

        Raises:
            GeneratorError: when this generator cannot repair (a recipe, a submission).
        """
        ...
