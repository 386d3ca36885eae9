"""Rules on passwords and keys: how they are kept, where they stand, how they are compared."""

import ast
import re
from collections.abc import Iterator

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import Number, Value, makers, only_texts, parameters, texts
from chotu_bot.gate.policy.calls import CallSite
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit, Rule, calls

_PASSWORD = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|pwd|passcode)(?:_(?:bytes|text|raw|plain))?$",
    re.IGNORECASE,
)
_FEW = 100_000
"""Rounds of PBKDF2 that a single graphics card tries by the million."""
_FAST = (
    "hashlib.sha",
    "hashlib.md",
    "hashlib.blake",
    "hashlib.new",
    "hmac.new().update",
)
_KEYED = (
    "hmac.new",
    "hmac.digest",
    "cryptography.fernet.Fernet",
    "cryptography.hazmat.primitives.ciphers.algorithms.",
    "cryptography.hazmat.primitives.ciphers.aead.",
    "Crypto.Cipher.",
    "Cryptodome.Cipher.",
)
_MODES = "cryptography.hazmat.primitives.ciphers.modes."
_TOKENS = ("jwt.encode", "jwt.decode", "itsdangerous.")
_SECRET = re.compile(r"(?:^|_)(?:token|secret|key|password|passwd|signature)(?:$|_)", re.IGNORECASE)
_DIGESTS = frozenset({"hexdigest", "digest"})


def quick_passwords(program: Program) -> Iterator[Hit]:
    """Passwords kept by hashes that are made to be quick."""
    for call in program.calls:
        if call.name.startswith(_FAST) and isinstance(call.node, ast.Call):
            named = [_password(program, one) for one in call.node.args]
            if any(named) and not _is_unused(call.node):
                yield Hit(line=call.line, what=f"{call.name} of a password is too quick")
    for call in calls(program, ("hashlib.pbkdf2_hmac",)):
        rounds = call.arguments.get(3, "iterations") or frozenset()
        few = [atom.value for atom in rounds if isinstance(atom, Number)]
        if few and max(few) < _FEW:
            yield Hit(line=call.line, what=f"{max(few)} rounds of {call.name} are too few")
    for call in calls(program, ("hashlib.pbkdf2_hmac", "hashlib.scrypt")):
        place = 2 if call.name.endswith("hmac") else -1
        if only_texts(call.arguments.get(place, "salt") or frozenset()):
            yield Hit(line=call.line, what=f"{call.name} with the same salt for everybody")


def _password(program: Program, node: ast.expr) -> bool:
    """Whether an expression names a password, or is made from a parameter that is one."""
    return any(_PASSWORD.search(name) for name in parameters(program.flat(node))) or any(
        _PASSWORD.search(getattr(one, "id", getattr(one, "attr", ""))) is not None
        for one in ast.walk(node)
        if isinstance(one, ast.Name | ast.Attribute)
    )


def _is_unused(node: ast.Call) -> bool:
    return any(
        one.arg == "usedforsecurity"
        and isinstance(one.value, ast.Constant)
        and one.value.value is False
        for one in node.keywords
    )


def fixed_keys(program: Program) -> Iterator[Hit]:
    """Keys of ciphers, signatures and log-ins that stand in the source."""
    for call in program.calls:
        for what, value in _keys_of(call):
            if only_texts(value) and any(texts(value)):
                yield Hit(line=call.line, what=f"{what} of {call.name} stands in the file")


def _keys_of(call: CallSite) -> Iterator[tuple[str, Value]]:
    name = call.name
    if name.startswith(_KEYED) and not name.endswith("()"):
        given = call.arguments.get(0, "key")
        if given is not None and "()" not in name:
            yield "the key", given
    elif name.startswith(_MODES):
        given = call.arguments.get(0, "initialization_vector") or call.arguments.get(0, "nonce")
        if given is not None:
            known = frozenset(atom for atom in given if not isinstance(atom, Number))
            yield "the initial value", known
    elif name.startswith(_TOKENS):
        given = call.arguments.get(1, "key")
        if given is not None and "()" not in name:
            yield "the key", given
    elif name.endswith("().login"):
        given = call.arguments.get(1, "password")
        if given is not None:
            yield "the password", given


def _compared(program: Program) -> Iterator[Hit]:
    """Secrets compared letter by letter, which takes the longer the more of them is right."""
    for node in program.find(ast.Compare):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            continue
        if any(isinstance(side, ast.Constant) for side in (node.left, node.comparators[0])):
            continue  # whether there is one at all
        for side in (node.left, node.comparators[0]):
            if _is_signature(program, side) or _is_kept_secret(program, side):
                yield Hit(line=node.lineno, what="a secret is compared with ==")


def _is_signature(program: Program, node: ast.expr) -> bool:
    for one in _readings(program, node):
        match one:
            case ast.Call(func=ast.Attribute(value=owner, attr=last)) if last in _DIGESTS:
                if "hmac.new" in makers(program.value(owner)):
                    return True
            case _:
                continue
    return False


def _is_kept_secret(program: Program, node: ast.expr) -> bool:
    for one in _readings(program, node):
        match one:
            case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))):
                if "os.environ" in program.names(owner) and _SECRET.search(name):
                    return True
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
                asked = set(program.names(function)) & {"os.getenv", "os.environ.get"}
                if asked and _SECRET.search(name):
                    return True
            case _:
                continue
    return False


def _readings(program: Program, node: ast.expr) -> list[ast.expr]:
    """An expression, or what the variable was assigned."""
    return program.assigned(node.id) if isinstance(node, ast.Name) else [node]


RULES = (
    Rule(
        id="policy/password-hash",
        reason="Whoever finds the hashes tries millions of passwords a second.",
        instead="use hashlib.scrypt or pbkdf2_hmac with a random salt and 600000 rounds",
        example="hashlib.sha256(password.encode()).hexdigest()",
        level=Level.ERROR,
        visit=quick_passwords,
    ),
    Rule(
        id="policy/fixed-key",
        reason="A key that stands in the file is known to everybody who has the file.",
        instead="take it as a parameter, or declare an environment variable and read it",
        example='hmac.new(b"k3y", message, "sha256")',
        level=Level.ERROR,
        visit=fixed_keys,
    ),
    Rule(
        id="policy/secret-compare",
        reason="The time that == takes tells how much of a secret was guessed.",
        instead="use hmac.compare_digest",
        example="hmac.new(key, message, 'sha256').hexdigest() == signature",
        level=Level.ERROR,
        visit=_compared,
    ),
)
