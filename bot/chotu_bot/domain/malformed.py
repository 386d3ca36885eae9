"""What is raised for a tool file that cannot be read, and how its text is taken in."""

import ast
import re
from collections.abc import Sequence

from chotu_bot.domain.syntax import module_of
from chotu_bot.domain.verdict import Finding


class MalformedToolError(ValueError):
    """A tool file that no contract can be read from; ``findings`` say what is wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings))


def malformed(rule: str, message: str, line: int = 0) -> MalformedToolError:
    """An error with a single finding."""
    return MalformedToolError([Finding(rule=rule, message=message, line=line)])


def decode(source: bytes) -> str:
    """The text of a source file: UTF-8, no BOM, no NUL, Unix line ends.

    Raises:
        MalformedToolError: when it is anything else.
    """
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise malformed("contract/encoding", f"the file is not UTF-8: {error}") from error
    for mark, what in (("\ufeff", "a byte order mark"), ("\0", "a NUL"), ("\r", "a CR")):
        if mark in text:
            line = text[: text.index(mark)].count("\n") + 1
            raise malformed("contract/encoding", f"the file holds {what}; remove it", line)
    return text


def parse(text: str) -> ast.Module:
    """The syntax tree.

    Raises:
        MalformedToolError: when the text is not Python, or nests too deeply to be read.
    """
    try:
        return module_of(text)
    except SyntaxError as error:
        message = f"not valid Python: {error.msg}"
        raise malformed("contract/syntax", message, error.lineno or 0) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise malformed("contract/syntax", f"cannot be parsed: {error}") from error


def source_lines(text: str) -> list[str]:
    """The lines that Python's parser counts; str.splitlines also cuts at form feeds and others."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
