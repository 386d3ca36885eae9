"""Rules on security: transport, SQL, archives, XML, randomness, hashing, logging."""

import ast
import re
from collections.abc import Iterator

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import texts
from chotu_bot.gate.policy.calls import CallSite
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.programs import told_not_to_verify
from chotu_bot.gate.policy.rules.rule import Hit, Rule, both, called, calls, is_false, keyword
from chotu_bot.gate.policy.rules.statements import built_queries, built_statements
from chotu_bot.gate.policy.rules.tls import unverified
from chotu_bot.gate.policy.rules.trust import unpacked_members

_XML = (
    *(
        f"xml.etree.ElementTree.{name}"
        for name in (
            "parse",
            "iterparse",
            "fromstring",
            "fromstringlist",
            "XML",
            "XMLID",
            "XMLParser",
            "XMLPullParser",
        )
    ),
    "xml.sax.parse",
    "xml.sax.parseString",
    "xml.sax.make_parser",
    "xml.dom.minidom.parse",
    "xml.dom.minidom.parseString",
    "xml.dom.pulldom.parse",
    "xml.dom.pulldom.parseString",
    "xml.dom.expatbuilder.",
    "xml.parsers.expat.ParserCreate",
    "xml.sax.expatreader.create_parser",
    "lxml.etree.parse",
    "lxml.etree.fromstring",
)
_WEAK_HASHES = frozenset({"md5", "md4", "sha1", "sha", "md5-sha1", "ripemd160"})
_DRAWS = tuple(
    f"{owner}.{name}"
    for owner in ("random", "random.Random()", "numpy.random", "numpy.random.default_rng()")
    for name in (
        "random",
        "choice",
        "choices",
        "sample",
        "randint",
        "randrange",
        "getrandbits",
        "shuffle",
        "uniform",
        "randbytes",
    )
)
_SECRET_PURPOSE = re.compile(
    r"(?:^|_)(?:password|passwords|passwd|passphrase|token|secret|salt|nonce|otp|csrf|session"
    r"|session_id|(?:api|secret|private|encryption|access)_?key|credential|(?:verification|auth|access|reset)_?code)(?:$|_)",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|pwd|token|secret|api_?key|secret_?key|private_?key"
    r"|credentials?)$",
    re.IGNORECASE,
)
_LOGS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})


def _weak_hashes(program: Program) -> Iterator[Hit]:
    for call in calls(program, ("hashlib.md5", "hashlib.sha1", "hashlib.md4", "hashlib.new")):
        if is_false(keyword(call, "usedforsecurity")):
            continue
        if call.name == "hashlib.new":
            chosen = {text.lower() for text in texts(call.arguments.get(0, "name") or frozenset())}
            if not chosen & _WEAK_HASHES:
                continue
        yield Hit(line=call.line, what=call.name)


def _weak_draws(program: Program) -> Iterator[Hit]:
    for call in calls(program, _DRAWS):
        purpose = _purpose(program, call.node)
        if purpose:
            yield Hit(line=call.line, what=f"{call.name} for {purpose}")


def _purpose(program: Program, node: ast.AST) -> str:
    """The name that says that something drawn at random is meant to be secret."""
    for one in (node, *program.above(node)):
        for name in _purposes(one):
            if _SECRET_PURPOSE.search(name):
                return name
    return program.entry if _SECRET_PURPOSE.search(program.entry) else ""


def _purposes(node: ast.AST) -> list[str]:
    match node:
        case (
            ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.keyword(arg=str(name))
            | ast.AugAssign(target=ast.Name(id=name))
            | ast.AnnAssign(target=ast.Name(id=name))
        ):
            return [name]
        case ast.Assign(targets=targets):
            return [getattr(one, "id", getattr(one, "attr", "")) for one in targets]
        case _:
            return []


def _archives(program: Program) -> Iterator[Hit]:
    unpackers = (
        "tarfile.open().extractall",
        "tarfile.open().extract",
        "tarfile.TarFile().extractall",
        "tarfile.TarFile.open().extractall",
        "shutil.unpack_archive",
    )
    for call in calls(program, unpackers):
        chosen = call.arguments.keywords.get("filter")
        if chosen is not None and "fully_trusted" not in texts(chosen):
            continue
        if "members" in call.arguments.keywords and _checks_members(call):
            continue
        yield Hit(line=call.line, what=call.name)


def _checks_members(call: CallSite) -> bool:
    """Whether the members handed over went through something that looks at them."""
    given = keyword(call, "members")
    return not isinstance(given, ast.Call) or not any(
        isinstance(one, ast.Attribute) and one.attr in {"getmembers", "getnames"}
        for one in ast.walk(given)
    )


def _logged(program: Program) -> Iterator[Hit]:
    for call in program.calls:
        owner, _, method = call.name.rpartition(".")
        logs = method in _LOGS and (owner.startswith("logging") or "log" in owner.lower())
        if not (logs or call.name in {"builtins.print", "warnings.warn"}):
            continue
        if isinstance(call.node, ast.Call):
            for value in [*call.node.args, *[one.value for one in call.node.keywords]]:
                for name in _shown(value):
                    if _SECRET_VALUE.search(name):
                        yield Hit(line=call.line, what=f"{name} is written out")


def _shown(node: ast.expr) -> Iterator[str]:  # noqa: C901 - one arm per kind of message
    """The names whose values a message shows as they are."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            yield name
        case ast.JoinedStr(values=values):
            for one in values:
                if isinstance(one, ast.FormattedValue):
                    yield from _shown(one.value)
        case ast.BinOp(left=left, right=right):
            yield from _shown(left)
            yield from _shown(right)
        case ast.Tuple(elts=items):
            for one in items:
                yield from _shown(one)
        case ast.Call(func=ast.Attribute(attr="format"), args=given, keywords=named):
            for one in [*given, *[keyword.value for keyword in named]]:
                yield from _shown(one)
        case _:
            return


def _statements(program: Program) -> Iterator[Hit]:
    for line, what in built_statements(program):
        yield Hit(line=line, what=what)


def _queries(program: Program) -> Iterator[Hit]:
    for line, what in built_queries(program):
        yield Hit(line=line, what=what)


RULES = (
    Rule(
        id="policy/unverified-tls",
        reason="A connection that is not verified can be anybody's.",
        instead="leave verification on: ssl.create_default_context() as it comes",
        example="requests.get(url, verify=False)",
        level=Level.ERROR,
        visit=both(unverified, told_not_to_verify),
    ),
    Rule(
        id="policy/sql-text",
        reason="Text put into a statement is run as SQL.",
        instead="bind values with ?; check names against a list or with re.fullmatch",
        example="link.execute(f\"SELECT * FROM t WHERE name = '{name}'\")",
        level=Level.ERROR,
        visit=_statements,
    ),
    Rule(
        id="policy/query-text",
        reason="Text put into a query can ask for something else.",
        instead="look at every element and compare in Python, or check with re.fullmatch",
        example="root.find(f\".//user[@name='{name}']\")",
        level=Level.ERROR,
        visit=_queries,
    ),
    Rule(
        id="policy/weak-random",
        reason="The random module can be predicted.",
        instead="use secrets",
        example="password = random.choice(letters)",
        level=Level.ERROR,
        visit=_weak_draws,
    ),
    Rule(
        id="policy/weak-hash",
        reason="These hashes are broken.",
        instead="use sha256, or say usedforsecurity=False where nothing depends on it",
        example="hashlib.md5(content)",
        level=Level.ERROR,
        visit=_weak_hashes,
    ),
    Rule(
        id="policy/archive-paths",
        reason="A member's name can lead out of the folder that is unpacked to.",
        instead='pass filter="data", or check that the resolved path is_relative_to the folder',
        example="tarfile.open(path).extractall(folder)",
        level=Level.ERROR,
        visit=both(_archives, unpacked_members),
    ),
    Rule(
        id="policy/unsafe-xml",
        reason="XML can name files and grow without end while it is read.",
        instead="use defusedxml, or html.parser where structure does not matter",
        example="xml.etree.ElementTree.fromstring(text)",
        level=Level.ERROR,
        visit=called(_XML),
    ),
    Rule(
        id="policy/logged-secret",
        reason="Logs are read by more people than secrets are meant for.",
        instead="leave it out of the message",
        example='logger.info("token %s", token)',
        level=Level.ERROR,
        visit=_logged,
    ),
)
