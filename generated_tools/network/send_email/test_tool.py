"""Tests of send_email."""

import email
import email.policy
import socket
import socketserver
import ssl
import threading

import pytest
from tool import send_email


class Post(socketserver.StreamRequestHandler):
    """Speaks enough SMTP to take a message; its answers are the server's to choose."""

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            self.server.heard.append(line)
            verb = line.split()[0].upper()
            self.say(self.answer(line, verb))
            if verb == "DATA":
                self.take()
            if verb == "QUIT":
                return

    def answer(self, line, verb):
        for start, answer in self.server.answers.items():
            if line.lower().startswith(start.lower()):
                return answer
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 fine")

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.messages.append(b"".join(lines))
        self.say("250 taken")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def post():
    """A mail server on this machine."""
    with socketserver.TCPServer(("127.0.0.1", 0), Post) as server:
        server.heard, server.messages, server.answers = [], [], {}
        server.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def send(post, *recipients, server=None, **options):
    given = {"subject": "Grüße", "text": "Hällo\n.\nend\n", "sender": "a@example.org", **options}
    return send_email(server or post.address, recipients=list(recipients or ["b@x.org"]), **given)


def test_a_message_arrives(post):
    found = send(post, "b@x.org", "c@y.org")
    assert found["accepted"] == ["b@x.org", "c@y.org"]
    assert found["refused"] == {}
    (content,) = post.messages
    message = email.message_from_bytes(
        content.replace(b"\r\n..", b"\r\n."), policy=email.policy.default
    )
    assert (message["From"], message["To"]) == ("a@example.org", "b@x.org, c@y.org")
    assert message["Subject"] == "Grüße"
    assert message["Message-ID"] == found["message_id"]
    assert found["message_id"].endswith("@example.org>")
    assert message["Date"].endswith(("-0000", "+0000"))
    assert message.get_content().replace("\r\n", "\n") == "Hällo\n.\nend\n"


def test_sender_and_recipients_stand_on_the_envelope(post):
    send(post, "b@x.org", "c@y.org")
    envelope = [line.lower() for line in post.heard if line[:4].lower() in ("mail", "rcpt")]
    assert [line.split(" size=")[0] for line in envelope] == [
        "mail from:<a@example.org>",
        "rcpt to:<b@x.org>",
        "rcpt to:<c@y.org>",
    ]


def test_some_recipients_may_be_refused(post):
    post.answers["RCPT TO:<no@x.org>"] = "550 nobody here"
    found = send(post, "b@x.org", "no@x.org")
    assert found["accepted"] == ["b@x.org"]
    assert found["refused"] == {"no@x.org": "550 nobody here"}


def test_no_recipient_is_accepted(post):
    post.answers["rcpt"] = "550 nobody here"
    with pytest.raises(PermissionError, match="no recipient is accepted: b@x.org: 550 nobody here"):
        send(post)
    assert post.messages == []


def test_a_sender_that_is_not_accepted(post):
    post.answers["mail"] = "553 not you"
    with pytest.raises(
        PermissionError, match="127.0.0.1 does not accept account or sender: 553 not"
    ):
        send(post)


def test_encryption_that_the_server_does_not_offer(post):
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: STARTTLS"):
        send(post, security="starttls", account="ada", password="pw")
    assert not any("auth" in line.lower() for line in post.heard)


def test_encryption_from_the_start_needs_a_server_that_does_it(post):
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: "):
        send(post, security="tls")


@pytest.fixture
def encrypted(monkeypatch):
    """Encryption that leaves bytes as they are, and remembers who was asked for."""
    asked = []

    class Context:
        def wrap_socket(self, connection, server_hostname):
            asked.append(server_hostname)
            return connection

    monkeypatch.setattr("ssl.create_default_context", Context)
    return asked


def test_an_encrypted_connection_takes_the_password(post, encrypted):
    post.answers.update({"ehlo": "250-me\r\n250-STARTTLS\r\n250 AUTH PLAIN", "STARTTLS": "220 go"})
    post.answers["AUTH PLAIN AGFkYQBwdw=="] = "235 welcome"
    assert send(post, security="starttls", account="ada", password="pw")["accepted"] == ["b@x.org"]
    assert encrypted == ["127.0.0.1"]
    verbs = [line.split()[0].upper() for line in post.heard]
    assert verbs[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


def test_encryption_from_the_start(post, encrypted):
    post.answers.update({"ehlo": "250-me\r\n250 AUTH PLAIN", "AUTH": "535 wrong"})
    with pytest.raises(PermissionError, match="not accept account or sender: 535 wrong"):
        send(post, security="tls", account="ada", password="pw")
    assert encrypted == ["127.0.0.1"]
    assert post.messages == []


def test_a_password_is_never_sent_in_the_clear(post):
    with pytest.raises(ValueError, match="a password is sent over an encrypted connection only"):
        send(post, account="ada", password="pw")
    assert post.heard == []


def test_a_server_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: "):
        send(None, server=f"127.0.0.1:{port}")


def test_a_server_that_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*timed out"):
            send(None, server=address, seconds=0.1)


@pytest.mark.parametrize("server", ["", "mail.example.org", ":25", "a:0"])
def test_a_server_without_host_and_port_is_refused(server):
    with pytest.raises(ValueError, match="no host and port: .*; write host:port"):
        send_email(server, "a@x.org", ["b@x.org"], "s", "t")


@pytest.mark.parametrize("address", ["", "ada", "a@", "@x", "a b@x", "a@x\nBcc: c@x", "A <a@x>"])
def test_what_is_no_address_is_refused(post, address):
    with pytest.raises(ValueError, match="not a mail address: "):
        send(post, address)
    with pytest.raises(ValueError, match="not a mail address: "):
        send(post, sender=address)
    assert post.heard == []


@pytest.mark.parametrize("count", [0, 101])
def test_too_few_or_too_many_recipients_are_refused(count):
    with pytest.raises(ValueError, match=f"give from 1 to 100 recipients, not {count}"):
        send_email("127.0.0.1:9", "a@x.org", ["b@x.org"] * count, "s", "t")


def test_a_hundred_recipients(post):
    assert len(send(post, *(f"b{n}@x.org" for n in range(100)))["accepted"]) == 100


@pytest.mark.parametrize("subject", ["a\nBcc: c@x.org", "a\rb"])
def test_a_subject_of_more_lines_is_refused(post, subject):
    with pytest.raises(ValueError, match="the subject must be one line"):
        send(post, subject=subject)


@pytest.mark.parametrize("seconds", [0.09, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(post, seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        send(post, seconds=seconds)


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(post, seconds):
    assert send(post, seconds=seconds)["accepted"] == ["b@x.org"]


def test_a_context_checks_who_the_server_is():
    assert ssl.create_default_context().check_hostname
