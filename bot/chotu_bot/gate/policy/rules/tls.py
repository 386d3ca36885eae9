"""Connections that do not look at who answers."""

import ast
from collections.abc import Iterator

from chotu_bot.gate.policy.atoms import names, texts
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit, both, calls, is_false, keyword, mentioned

_OLD_TLS = (
    "ssl._create_unverified_context",
    "ssl._create_stdlib_context",
    "ssl._create_default_https_context",
    "ssl.CERT_NONE",
    "ssl.VerifyMode.CERT_NONE",
    "ssl.PROTOCOL_SSLv2",
    "ssl.PROTOCOL_SSLv3",
    "ssl.PROTOCOL_TLSv1",
    "ssl.PROTOCOL_TLSv1_1",
    "ssl.TLSVersion.SSLv3",
    "ssl.TLSVersion.TLSv1",
    "ssl.TLSVersion.TLSv1_1",
    "ssl.wrap_socket",
)
_VERIFIED = frozenset({"ssl.CERT_REQUIRED", "ssl.VerifyMode.CERT_REQUIRED"})
_UNTOLD = frozenset({"ssl.PROTOCOL_TLS", "ssl.PROTOCOL_SSLv23"})
_CLEAR = (
    "smtplib.SMTP().login",
    "imaplib.IMAP4().login",
    "poplib.POP3().pass_",
    "nntplib.NNTP().login",
)


def _switched_off(program: Program) -> Iterator[Hit]:
    for call in program.calls:
        for name in ("verify", "check_hostname", "verify_ssl", "ssl_verify", "options"):
            if is_false(keyword(call, name)):
                yield Hit(line=call.line, what=f"{name}=False")
    for call in calls(program, ("builtins.setattr",)):
        if {"verify_mode", "check_hostname"} & {*texts(call.arguments.get(1) or frozenset())}:
            yield Hit(line=call.line, what="what a connection verifies is set by name")


def _switched_off_later(program: Program) -> Iterator[Hit]:
    for node in program.find(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Attribute(attr="check_hostname" | "verify" as name)]):
                if is_false(node.value):
                    yield Hit(line=node.lineno, what=f"{name} = False")
            case ast.Assign(targets=[ast.Attribute(attr="verify_mode")], value=value):
                if not set(program.names(value)) & _VERIFIED:
                    yield Hit(line=node.lineno, what="verify_mode is not CERT_REQUIRED")


def _bare_contexts(program: Program) -> Iterator[Hit]:
    """Contexts that verify nobody unless they are told to, and log-ins in clear text."""
    told = any(
        isinstance(node, ast.Attribute) and node.attr == "verify_mode" for node in program.nodes
    )
    for call in calls(program, ("ssl.SSLContext",)):
        given = call.arguments.get(0, "protocol")
        if (given is None or set(names(given)) & _UNTOLD) and not told:
            yield Hit(line=call.line, what="an SSLContext that verifies nobody")
    hidden = any(
        isinstance(node, ast.Attribute) and node.attr in {"starttls", "stls"}
        for node in program.nodes
    )
    for call in calls(program, _CLEAR):
        if not hidden:
            yield Hit(line=call.line, what=f"{call.name} sends the password in clear text")


unverified = both(mentioned(_OLD_TLS), _switched_off, _switched_off_later, _bare_contexts)
"""A visitor that objects to whatever does not verify."""
