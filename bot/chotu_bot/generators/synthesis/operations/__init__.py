"""Everything that programs are made of, by the kind of value that it is about."""

from collections.abc import Sequence

from chotu_bot.generators.synthesis.expression import Operation
from chotu_bot.generators.synthesis.operations.on_dates import DATE_OPERATIONS
from chotu_bot.generators.synthesis.operations.on_lists import LIST_OPERATIONS
from chotu_bot.generators.synthesis.operations.on_mappings import MAPPING_OPERATIONS
from chotu_bot.generators.synthesis.operations.on_numbers import NUMBER_OPERATIONS
from chotu_bot.generators.synthesis.operations.on_text import TEXT_OPERATIONS

OPERATIONS: Sequence[Operation] = (
    *NUMBER_OPERATIONS,
    *TEXT_OPERATIONS,
    *LIST_OPERATIONS,
    *DATE_OPERATIONS,
    *MAPPING_OPERATIONS,
)
