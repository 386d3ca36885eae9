"""Names of the formats a report can be had in; apart, so that ``--help`` loads nothing else."""

from typing import Literal, TypeAlias, get_args

Format: TypeAlias = Literal["text", "json", "markdown", "sarif", "junit", "github"]
FORMATS: tuple[Format, ...] = get_args(Format)
