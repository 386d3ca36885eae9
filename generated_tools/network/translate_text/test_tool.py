"""Tests of translate_text."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tool import translate_text


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def service():
    """A local server that stands for the translation service."""
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        server.asked, server.status = [], 200
        server.answer = json.dumps({"translatedText": "Good day, Zoë"}).encode()
        server.url = f"http://127.0.0.1:{server.server_port}/translate"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def translate(service, text="Guten Tag, Zoë", **options):
    return translate_text(text, service_url=service.url, **options)


def test_a_text_is_translated(service):
    found = translate(service, source="de", target="en-GB")
    assert found == {"text": "Good day, Zoë", "source": "de", "target": "en-GB"}
    ((path, headers, question),) = service.asked
    assert path == "/translate"
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"] == "translate_text/1"
    assert question == {
        "q": "Guten Tag, Zoë",
        "source": "de",
        "target": "en-GB",
        "format": "text",
    }


def test_the_language_is_recognised_by_the_service(service):
    service.answer = b'{"translatedText": "x", "detectedLanguage": {"language": "fr"}}'
    assert translate(service) == {"text": "x", "source": "fr", "target": "en"}
    assert service.asked[0][2]["source"] == "auto"


@pytest.mark.parametrize("detected", [b"null", b"{}", b"7"])
def test_a_language_that_is_not_recognised(service, detected):
    service.answer = b'{"translatedText": "x", "detectedLanguage": ' + detected + b"}"
    assert translate(service)["source"] == "auto"


def test_an_address_without_a_path(service):
    service.url = service.url.removesuffix("/translate")
    assert translate(service)["text"] == "Good day, Zoë"
    assert service.asked[0][0] == "/"


@pytest.mark.parametrize("text", ["", " \n", "x" * 10_001])
def test_a_text_of_no_or_too_many_characters_is_refused(service, text):
    with pytest.raises(ValueError, match="the text must have from 1 to 10000 characters"):
        translate(service, text)
    assert service.asked == []


@pytest.mark.parametrize("text", ["x", "x" * 10_000])
def test_the_limits_of_a_text(service, text):
    assert translate(service, text)["text"] == "Good day, Zoë"


@pytest.mark.parametrize("code", ["", "english", "EN", "e", "en-", "en\n"])
def test_what_is_no_language_is_refused(service, code):
    with pytest.raises(ValueError, match="not the code of a language: "):
        translate(service, target=code)
    with pytest.raises(ValueError, match="not the code of a language: "):
        translate(service, source=code)


def test_a_target_is_never_recognised(service):
    with pytest.raises(ValueError, match="not the code of a language: 'auto'"):
        translate(service, target="auto")


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 90_000])
def test_an_answer_that_is_no_json_is_told(service, body):
    service.answer = body
    with pytest.raises(ValueError, match="the answer is no JSON: "):
        translate(service)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"translatedText": 7}'])
def test_an_answer_without_a_translation_is_told(service, body):
    service.answer = body
    with pytest.raises(ValueError, match="the answer holds no translation: "):
        translate(service)


@pytest.mark.parametrize("status", [300, 400, 403, 500])
def test_an_error_of_the_service_is_told(service, status):
    service.status, service.answer = status, b'{"error": "no key"}'
    with pytest.raises(
        ConnectionError, match=f'127.0.0.1 answers {status}: {"{"}"error": "no key"'
    ):
        translate(service)


def test_an_answer_that_is_too_long_is_refused(service):
    service.answer = b" " * 1_000_001
    with pytest.raises(ValueError, match="of 127.0.0.1 is longer than 1000000 bytes"):
        translate(service)


def test_a_service_that_is_not_there_is_not_available():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: ConnectionRefusedError"):
        translate_text("x", service_url=url)


def test_a_service_that_is_silent_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(ConnectionError, match="not available: 127.0.0.1: TimeoutError"):
            translate_text("x", service_url=url, seconds=0.1)


def test_an_encrypted_connection_is_kept_to(service):
    service.url = service.url.replace("http:", "https:")
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: SSL"):
        translate(service)


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "http:///x", "example.org"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ValueError, match="not a web address: "):
        translate_text("x", service_url=url)


@pytest.mark.parametrize("seconds", [0.09, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(service, seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        translate(service, seconds=seconds)


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(service, seconds):
    assert translate(service, seconds=seconds)["text"] == "Good day, Zoë"
