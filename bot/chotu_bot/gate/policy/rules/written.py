"""Rules on the text of a file: what cannot be seen, what should not be there."""

import ast
import io
import math
import re
import tokenize
import unicodedata
from collections import Counter
from collections.abc import Iterator

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit, Rule, both
from chotu_bot.gate.policy.rules.spelt import spelt_names

_EMOJI_JOINERS = frozenset("\u200d\ufe0f\ufe0e")
_SUPPRESSION = re.compile(
    r"#\s*(noqa|nosec|type:\s*ignore|pragma:|pylint:|pyright:|mypy:|ruff:|fmt:|yapf:|isort:|flake8:)",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"#\s*(?:-\*-|vim?:)?.{0,20}coding[:=][ \t]*([-\w.]+)")
_KEYS = re.compile(
    r"AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}"
    r"|github_pat_\w{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35}|glpat-[\w-]{20,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"
    r"|\bBasic [A-Za-z0-9+/]{12,}={0,2}$|\bBearer [\w.-]{20,}$"
    r"|[a-z]{2,10}://[^\s/:@{}]+:[^\s/:@{}]{4,}@[\w.-]+"
)
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|pass|pwd|secret|token|api_?key|access_?key|secret_?key"
    r"|private_?key|credentials?)$",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"your|example|sample|change|dummy|test|fake|placeholder|insert|todo|xxx|\*\*|\.\.\.|<|\{|%|none"
    r"|null|abc|1234|password|secret|token",
    re.IGNORECASE,
)
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{240,}|(?:\\x[0-9a-f]{2}){60,}|[0-9a-fA-F]{200,}")
_LONG_TEXT = 20_000
_MANY_ITEMS = 5_000


def invisible(program: Program) -> Iterator[Hit]:
    """Characters that nobody sees."""
    for number, line in enumerate(program.lines, 1):
        for place, letter in enumerate(line):
            if letter.isascii() and (letter.isprintable() or letter == "\t"):
                continue
            if isinvisible(letter) and not _joins_emoji(line, place):
                yield Hit(line=number, what=f"the invisible character U+{ord(letter):04X}")
                break


def isinvisible(letter: str) -> bool:
    """Whether a character cannot be seen, or changes how others are shown."""
    if letter in "\n\t":
        return False
    kind = unicodedata.category(letter)
    return (
        kind in {"Cf", "Cc", "Co", "Cs", "Zl", "Zp"}
        or "\ufe00" <= letter <= "\ufe0f"
        or (0xE0100 <= ord(letter) <= 0xE01EF)
        or letter in "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5"
    )


def _joins_emoji(line: str, place: int) -> bool:
    before = line[place - 1] if place else " "
    return line[place] in _EMOJI_JOINERS and unicodedata.category(before) in {"So", "Sk", "Mn"}


def lookalikes(program: Program) -> Iterator[Hit]:
    """Names that read as others."""
    for token in _tokens(program.source):
        if token.type == tokenize.NAME and not token.string.isascii():
            if unicodedata.normalize("NFKC", token.string) != token.string:
                yield Hit(line=token.start[0], what=f"{token.string!r} reads as another name")
            elif len(_scripts(token.string)) > 1:
                yield Hit(line=token.start[0], what=f"{token.string!r} mixes alphabets")


def _scripts(name: str) -> set[str]:
    return {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()}


def _tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(source).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def suppressed(program: Program) -> Iterator[Hit]:
    """Comments that silence a check."""
    for token in _tokens(program.source):
        if token.type != tokenize.COMMENT:
            continue
        found = _SUPPRESSION.match(token.string)
        if found:
            level = None if found[1].lower() in {"nosec", "pragma:"} else Level.WARNING
            yield Hit(line=token.start[0], what=f"the comment {found[0]!r}", level=level)
        cookie = _COOKIE.match(token.string)
        if cookie and cookie[1].lower() not in {"utf-8", "utf8"}:
            yield Hit(line=token.start[0], what=f"the encoding {cookie[1]}")


def _secrets(program: Program) -> Iterator[Hit]:
    for node in program.find(ast.Constant):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = _KEYS.search(node.value)
            if found and not _PLACEHOLDER.search(found[0][4:]):
                yield Hit(line=node.lineno, what="what looks like a real key")
    for name, value in _named_constants(program):
        if _SECRET_NAME.search(name) and _looks_secret(str(value.value)):
            yield Hit(line=value.lineno, what=f"{name} holds what looks like a real secret")


def _log_ins(program: Program) -> Iterator[Hit]:
    """Passwords that the file itself compares with."""
    for node in program.find(ast.Compare):
        match node:
            case ast.Compare(
                left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str(text))]
            ) if _SECRET_NAME.search(_name_of(left)):
                mixed = re.search("[A-Za-z]", text) and re.search(r"[\d\W]", text)
                if len(text) >= 6 and mixed and not _PLACEHOLDER.search(text):
                    yield Hit(line=node.lineno, what="what looks like a real password")


def _named_constants(  # noqa: C901 - one arm per way of naming a constant
    program: Program,
) -> Iterator[tuple[str, ast.Constant]]:
    for node in program.nodes:
        pairs: list[tuple[object, object]] = []
        match node:
            case ast.Assign(targets=targets, value=value):
                pairs = [(_name_of(target), value) for target in targets]
            case ast.AnnAssign(target=target, value=value):
                pairs = [(_name_of(target), value)]
            case ast.keyword(arg=name, value=value):
                pairs = [(name, value)]
            case ast.Dict(keys=keys, values=values):
                pairs = [
                    (getattr(key, "value", ""), value)
                    for key, value in zip(keys, values, strict=True)
                ]
            case ast.Compare(left=left, comparators=[right]):
                pairs = [(_name_of(left), right), (_name_of(right), left)]
            case ast.arguments(args=args, defaults=defaults):
                names = [one.arg for one in args][len(args) - len(defaults) :]
                pairs = list(zip(names, defaults, strict=False))
        for key, constant in pairs:
            if not isinstance(key, str) or not isinstance(constant, ast.Constant):
                continue
            if isinstance(constant.value, str):
                yield key, constant


def _name_of(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case _:
            return ""


def _looks_secret(text: str) -> bool:
    if len(text) < 10 or " " in text or _PLACEHOLDER.search(text):
        return False
    kinds = sum(bool(re.search(kind, text)) for kind in ("[a-z]", "[A-Z]", "[0-9]", r"[^\w]"))
    return kinds >= 3 and entropy(text) >= 3.0


def entropy(text: str) -> float:
    """Bits per character."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def _blobs(program: Program) -> Iterator[Hit]:
    for node in program.find(ast.Constant):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str | bytes):
            continue
        text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        if _BLOB.search(text) and entropy(text) > 3.5:
            yield Hit(line=node.lineno, what="a long encoded constant")


def _huge(program: Program) -> Iterator[Hit]:
    for node in program.nodes:
        match node:
            case ast.Constant(value=str() | bytes() as text) if len(text) > _LONG_TEXT:
                yield Hit(line=node.lineno, what=f"a constant of {len(text)} characters")
            case ast.Constant(value=int(number)) if number.bit_length() > 4096:
                yield Hit(line=node.lineno, what="a number of more than a thousand digits")
            case ast.BinOp(op=ast.Pow(), left=ast.Constant(), right=ast.BinOp(op=ast.Pow())):
                yield Hit(line=node.lineno, what="a power of a power")
            case ast.BinOp(op=ast.Pow(), left=ast.Constant(), right=ast.Constant(value=int(power))):
                if power > 100_000:
                    yield Hit(line=node.lineno, what=f"a power of {power}")
            case ast.BinOp(
                op=ast.Mult(),
                left=ast.Constant(value=str() | bytes()) | ast.List(),
                right=ast.Constant(value=int(times)),
            ) if times > 50_000_000:
                yield Hit(line=node.lineno, what=f"a constant repeated {times} times")
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                if len(items) > _MANY_ITEMS:
                    what = f"a table of {len(items)} constants"
                    yield Hit(line=node.lineno, what=what, level=Level.WARNING)


RULES = (
    Rule(
        id="policy/invisible-text",
        reason="Code that does not read as it runs deceives whoever reviews it.",
        instead="write plain visible characters, or an escape such as \\u200b",
        example="# U+202E in a comment turns the line around",
        level=Level.ERROR,
        visit=both(invisible, lookalikes),
    ),
    Rule(
        id="policy/suppression",
        reason="A comment that silences a check hides what the check would have found.",
        instead="remove it and mend what it hides",
        example="run(command)  # nosec",
        level=Level.ERROR,
        visit=suppressed,
    ),
    Rule(
        id="policy/secret",
        reason="A secret in a file of a repository is public for ever.",
        instead="declare an environment variable and read it, or take it as a parameter",
        example='API_KEY = "sk-4hT9..."',
        level=Level.ERROR,
        visit=both(_secrets, _log_ins),
    ),
    Rule(
        id="policy/obfuscation",
        reason="A long encoded constant cannot be reviewed.",
        instead="write it out, or read it from a file that the caller names",
        example='exec(base64.b64decode("aW1wb3J0..."))',
        level=Level.WARNING,
        visit=both(_blobs, spelt_names),
    ),
    Rule(
        id="policy/huge-constant",
        reason="A huge constant is a bomb, or data that belongs into a file.",
        instead="compute it in the function, or read it from a file that the caller names",
        example="10 ** 10 ** 10",
        level=Level.ERROR,
        visit=_huge,
    ),
)
