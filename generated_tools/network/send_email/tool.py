# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Send an e-mail by an SMTP server."
# category = "network"
# keywords = ["email", "e-mail", "mail", "smtp", "send", "message", "recipient", "subject"]
# permissions = { net = ["{server}"] }
# ///
"""Send an e-mail by an SMTP server."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Literal, TypedDict
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[A-Za-z0-9.-]+")


class Sent(TypedDict):
    """Who the server took the message for; ``refused`` says its reason for each other."""

    accepted: list[str]
    refused: dict[str, str]
    message_id: str


def send_email(
    server: str,
    sender: str,
    recipients: list[str],
    subject: str,
    text: str,
    account: str = "",
    password: str = "",
    security: Literal["none", "starttls", "tls"] = "none",
    seconds: float = 20.0,
) -> Sent:
    """Send an e-mail by an SMTP server.

    Args:
        server: Host and port, such as ``mail.example.org:587``.
        sender: The address that it comes from.
        recipients: From 1 to 100 addresses.
        subject: The subject, in one line.
        text: The message as plain text.
        account: The name to log in with; empty for a server that asks for none.
        password: What the account is proven with; it is sent over an encrypted connection only.
        security: How the connection is encrypted: not at all, after a greeting (usual on port
            587), or from the start (usual on port 465).
        seconds: How long to wait for the server at a time, from 0.1 to 60.

    Returns:
        The recipients that the server took the message for, the others, and the message's id.

    Raises:
        ValueError: If an address, the server or the subject is malformed, a password would be
            sent in the clear, or the time is out of range.
        PermissionError: If the server does not accept the account, the sender or any recipient.
        ConnectionError: If the server cannot be reached or does not keep to the protocol.
    """
    if not 0.1 <= seconds <= 60:
        raise ValueError(f"seconds must be from 0.1 to 60, not {seconds}")
    if account and security == "none":
        raise ValueError("a password is sent over an encrypted connection only")
    message = _message(sender, recipients, subject, text)
    parts = urlsplit(f"//{server}")
    host, port = parts.hostname, parts.port
    if not host or not port:
        raise ValueError(f"no host and port: {server!r}; write host:port")
    try:
        if security == "tls":
            context = ssl.create_default_context()
            with smtplib.SMTP_SSL(host, port, timeout=seconds, context=context) as encrypted:
                refused = _deliver(encrypted, message, account, password)
        else:
            with smtplib.SMTP(host, port, timeout=seconds) as connection:
                if security == "starttls":
                    connection.starttls(context=ssl.create_default_context())
                refused = _deliver(connection, message, account, password)
    except smtplib.SMTPRecipientsRefused as error:
        reasons = [f"{name}: {_said(code)}" for name, code in error.recipients.items()]
        raise PermissionError(f"no recipient is accepted: {'; '.join(reasons)}") from error
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
        why = _said((error.smtp_code, error.smtp_error))
        raise PermissionError(f"{host} does not accept account or sender: {why}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise ConnectionError(f"not available: {host}: {error}") from error
    accepted = [one for one in recipients if one not in refused]
    return {"accepted": accepted, "refused": refused, "message_id": message["Message-ID"]}


def _message(sender: str, recipients: list[str], subject: str, text: str) -> EmailMessage:
    if not 1 <= len(recipients) <= 100:
        raise ValueError(f"give from 1 to 100 recipients, not {len(recipients)}")
    for address in (sender, *recipients):
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"not a mail address: {address!r}")
    if not subject.isprintable():
        raise ValueError("the subject must be one line")
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message.set_content(text)
    return message


def _deliver(
    connection: smtplib.SMTP, message: EmailMessage, account: str, password: str
) -> dict[str, str]:
    if account:
        connection.login(account, password)
    refused = connection.send_message(message)
    return {name: _said(answer) for name, answer in refused.items()}


def _said(answer: tuple[int, bytes | str]) -> str:
    code, words = answer
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {text}"


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(send_email(**json.loads(given)), sys.stdout)
