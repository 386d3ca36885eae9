"""Finding the fenced blocks of a reply, however they are fenced."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from chotu_bot.reply import layout
from chotu_bot.reply.effort import Effort
from chotu_bot.reply.source import parses

_MARK = re.compile(
    r"[\ufeff\u200b]*(?P<indent>[ \t]*)(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?"
    r"(?P<run>`{3,}|~{3,})(?P<info>.*)"
)
_OPENS_LATE = re.compile(r"\S.*?[ \t:](?P<run>`{3,})(?P<info>[\w+.#-]*)[ \t]*")
_ONE_LINE = re.compile(r"[ \t]*```(?:python|py)[ \t]+(?P<code>\S.*?)[ \t]*```[ \t]*")
_FILE = re.compile(
    r"(?<![\w/.-])([\w][\w./-]*\.(?:pyi?|json|md|txt|toml|ya?ml|sh|cfg|ini|js|html))\b"
)
_FILE_LINE = re.compile(
    r"(?:#+|//)[ \t]*[-=*<\[ \t]*(?:file(?:name| name)?[ \t]*[:=]?[ \t]*)?[`*\"']*"
    r"(?P<file>[\w./-]+\.py)[`*\"']*[-=*>:\] \t]*",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"[ \t]*(?:<(?:code|python|answer|solution|tool|pre|source)(?:[ \t][^>]*)?>|\[PYTHON\])[ \t]*",
    re.IGNORECASE,
)
_END_TAG = re.compile(
    r"[ \t]*(?:</(?:code|python|answer|solution|tool|pre|source)>|\[/PYTHON\])[ \t]*",
    re.IGNORECASE,
)
PYTHON = frozenset(
    {"python", "py", "python3", "py3", "pyi", "python2", "python-3", "ipython", "pycon"}
)
JSON = frozenset({"json", "json5", "jsonc", "jsonl"})
PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "code", "tool", "none", "output"})
_WRAPPERS = frozenset({"markdown", "md", "mdx", ""})
_CLOSERS_TRIED = 12
_MOST_BLOCKS = 60
_HEADING_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced part of a reply."""

    text: str
    language: str = ""
    """Lower case, as written after the fence; empty where none was."""
    file: str = ""
    """The file name given in the fence, the heading before it or the first comment, if any."""
    closed: bool = True
    """False when the reply ends before the fence does."""

    @property
    def may_be_python(self) -> bool:
        """Whether the fence does not speak against Python."""
        return self.language in PYTHON or self.language in PLAIN or self.file.endswith(".py")

    @property
    def may_be_json(self) -> bool:
        """Whether the fence does not speak against JSON."""
        return self.language in JSON or self.language in PLAIN or self.language == "javascript"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply taken apart."""

    blocks: tuple[Block, ...]
    prose: str
    """Everything outside the blocks, one line for each block that stood there."""


def split(text: str, readable: Callable[[str], bool] = parses) -> Reply:
    """The fenced blocks of a cleaned reply, in order.

    Args:
        text: what ``clean`` returned.
        readable: tells whether a block is whole; decides which of several closing fences is
            meant where the content itself holds fences.
    """
    return _Splitter(_tags_as_fences(text).split("\n"), readable).split()


def _tags_as_fences(text: str) -> str:
    """``<code>`` and ``[PYTHON]`` lines become fences where there are none."""
    if "```" in text or "~~~" in text:
        return text
    lines = text.split("\n")
    if not any(_TAG.fullmatch(line) for line in lines):
        return text
    return "\n".join(
        "```" if _END_TAG.fullmatch(line) or _TAG.fullmatch(line) else line for line in lines
    )


class _Splitter:
    """Walks the lines once; a block never overlaps another."""

    def __init__(self, lines: list[str], readable: Callable[[str], bool]) -> None:
        self._lines = lines
        self._try = readable
        self._effort = Effort("\n".join(lines))
        self._last_closer = max(
            (
                at
                for at, line in enumerate(lines)
                if (mark := _MARK.fullmatch(line)) and _bare(mark)
            ),
            default=-1,
        )
        self._blocks: list[Block] = []
        self._prose: list[str] = []

    def split(self) -> Reply:
        at = 0
        while at < len(self._lines) and len(self._blocks) < _MOST_BLOCKS:
            at = self._step(at)
        return Reply(blocks=tuple(self._blocks), prose="\n".join(self._prose))

    def _readable(self, content: str) -> bool:
        return self._effort.allows(content) and self._try(content)

    def _step(self, at: int) -> int:
        line = self._lines[at]
        single = _ONE_LINE.fullmatch(line)
        if single is not None:
            self._add(Block(text=single["code"], language="python"))
            return at + 1
        mark = _MARK.fullmatch(line) or _OPENS_LATE.fullmatch(line)
        if mark is None or (mark.re is _MARK and mark["run"][0] in mark["info"]):
            self._prose.append(line)
            return at + 1
        language, file = _info(mark["info"])
        if self._wraps(language, at):
            return at + 1
        return self._take(at, mark, language, file or self._heading(line))

    def _wraps(self, language: str, at: int) -> bool:
        """Whether a fence merely encloses a reply that has fences of its own."""
        if language not in _WRAPPERS:
            return False
        following = (_MARK.fullmatch(line) for line in self._lines[at + 1 :])
        first = next((mark for mark in following if mark is not None), None)
        return first is not None and bool(first["info"].strip()) and "`" not in first["info"]

    def _take(self, at: int, mark: re.Match[str], language: str, file: str) -> int:
        indent = mark["indent"] if mark.re is _MARK else ""
        best: tuple[int, str] | None = None
        for end, rest in self._closers(at, mark["run"]):
            content = layout.plain(self._lines[at + 1 : end] + rest, indent, self._readable)
            if best is None:
                best = (end, content)
            if self._readable(content):
                best = (end, content)
                break
        if best is None or not self._readable(best[1]):
            following = self._next_opener(at)
            content = layout.plain(self._lines[at + 1 : following], indent, self._readable)
            if following < len(self._lines) and content.strip() and self._readable(content):
                self._add(Block(text=content, language=language, file=file))
                return following
        if best is None:
            return self._unclosed(at, indent, language, file)
        self._add(Block(text=best[1], language=language, file=file))
        return best[0] + 1

    def _next_opener(self, at: int) -> int:
        """Where the next fence opens, which ends a block that was never closed."""
        for end in range(at + 1, len(self._lines)):
            mark = _MARK.fullmatch(self._lines[end])
            if mark is not None and _info(mark["info"])[0] in PYTHON | JSON:
                return end
        return len(self._lines)

    def _closers(self, at: int, run: str) -> Iterator[tuple[int, list[str]]]:
        tried = 0
        for end in range(at + 1, len(self._lines)):
            line = self._lines[end]
            mark = _MARK.fullmatch(line)
            if mark is not None and _bare(mark) and mark["run"].startswith(run):
                yield end, []
            elif mark is None and end > self._last_closer and line.rstrip().endswith(run):
                yield end, [line.rstrip().rstrip(run[0])]
            else:
                continue
            tried += 1
            if tried >= _CLOSERS_TRIED:
                return

    def _unclosed(self, at: int, indent: str, language: str, file: str) -> int:
        rest = self._lines[at + 1 :]
        if "".join(rest).strip():
            content = layout.plain(rest, indent, self._readable)
            self._add(Block(text=content, language=language, file=file, closed=False))
        return len(self._lines)

    def _add(self, block: Block) -> None:
        for part in _sections(block):
            self._blocks.append(part)
        self._prose.append("")

    def _heading(self, line: str) -> str:
        before = [line.partition("```")[0], *reversed(self._prose[-3:])]
        nearest = next((one for one in before if one.strip()), "")
        found = _FILE.findall(nearest[:_HEADING_LIMIT])
        return str(found[-1]) if found else ""


def _bare(mark: re.Match[str]) -> bool:
    return not mark["info"].strip()


def _info(info: str) -> tuple[str, str]:
    """Language and file name from what follows a fence."""
    words = re.sub(r"[{}]", " ", info).strip()
    first = re.split(r"[\s:,]", words, maxsplit=1)[0].strip().lower().lstrip(".")
    file = _FILE.search(words)
    if file is not None and first == file[1].lower():
        return ("python" if first.endswith(".py") else ""), file[1]
    return first, file[1] if file is not None else ""


def _sections(block: Block) -> Iterator[Block]:
    """A block that holds several files, one after the other under comments with their names."""
    lines = block.text.split("\n")
    marks = [
        (at, found["file"])
        for at, line in enumerate(lines)
        if len(line) < _HEADING_LIMIT and (found := _FILE_LINE.fullmatch(line))
    ]
    names = {file for _, file in marks}
    if not block.may_be_python or not marks:
        yield block
        return
    if len(names) < len(marks) or (len(marks) == 1 and _near_top(lines, marks[0][0])):
        yield replace(block, file=block.file or marks[0][1])
        return
    starts = [0 if _near_top(lines, marks[0][0]) else -1, *(at for at, _ in marks[1:])]
    if starts[0] < 0:
        starts = [0, *(at for at, _ in marks)]
        marks = [(0, block.file), *marks]
    for number, (start, (_, file)) in enumerate(zip(starts, marks, strict=True)):
        last = number + 1 == len(starts)
        end = len(lines) if last else starts[number + 1]
        text = "\n".join(lines[start:end])
        yield replace(block, text=text, file=file, closed=block.closed or not last)


def _near_top(lines: list[str], at: int) -> bool:
    return not any(line.strip() and not line.startswith("#") for line in lines[:at])
