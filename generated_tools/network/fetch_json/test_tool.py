"""Tests of fetch_json."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tool import fetch_json


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.server.answer
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    """A local web server that gives one answer to everything."""
    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        server.asked = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("value", [{"a": [1, 2.5, None]}, [], "ü", 7, None, False])
def test_the_value_of_the_answer(site, value):
    site.answer = 200, {}, json.dumps(value).encode()
    assert fetch_json(f"{site.url}/items?page=2") == value
    ((path, headers),) = site.asked
    assert path == "/items?page=2"
    assert headers["Accept"] == "application/json"
    assert headers["User-Agent"] == "fetch_json/1"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("", "/"),
        ("/", "/"),
        ("/a b", "/a%20b"),
        ("/ü?q=ä", "/%C3%BC?q=%C3%A4"),
        ("/a%20b?q=1&r=x:y,z", "/a%20b?q=1&r=x:y,z"),
        ("/a#part", "/a"),
    ],
)
def test_an_address_is_sent_as_servers_want_it(site, written, asked):
    site.answer = 201, {}, b"1"
    assert fetch_json(site.url + written) == 1
    assert [path for path, _ in site.asked] == [asked]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a": 1', b"\xff", b"[NaN]", b"[" * 100_000])
def test_an_answer_that_is_no_json_is_told(site, body):
    site.answer = 200, {}, body
    with pytest.raises(ValueError, match="the answer is no JSON: "):
        fetch_json(site.url)


def test_a_number_that_is_none_is_named(site):
    site.answer = 200, {}, b"-Infinity"
    with pytest.raises(ValueError, match="-Infinity is no JSON number"):
        fetch_json(site.url)


@pytest.mark.parametrize("status", [300, 404, 500, 503])
def test_an_error_of_the_server_is_told(site, status):
    site.answer = status, {}, b"{}"
    with pytest.raises(ConnectionError, match=f"not available: 127.0.0.1 answers {status} ?"):
        fetch_json(site.url)


def test_a_redirect_is_told_and_not_followed(site):
    site.answer = 302, {"Location": "/elsewhere"}, b""
    with pytest.raises(ConnectionError, match="answers 302 Found, see /elsewhere$"):
        fetch_json(site.url)
    assert len(site.asked) == 1


def test_an_error_without_an_address_names_none(site):
    site.answer = 404, {}, b""
    with pytest.raises(ConnectionError, match="answers 404 Not Found$"):
        fetch_json(site.url)


def test_an_answer_may_be_so_long_and_no_longer(site):
    text = "a" * 499_998
    site.answer = 200, {}, json.dumps(text).encode()
    assert fetch_json(site.url) == text
    site.answer = 200, {}, json.dumps(text + "a").encode()
    with pytest.raises(ValueError, match="of 127.0.0.1 is longer than 500000 bytes"):
        fetch_json(site.url)


def test_a_closed_port_is_not_available():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*refused"):
        fetch_json(f"http://127.0.0.1:{port}/")


def test_a_server_that_is_no_web_server_is_not_available(site):
    site.answer = 200, {"Long": "a" * 70_000}, b"1"
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: LineTooLong"):
        fetch_json(site.url)


def test_a_server_that_never_answers_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*timed out"):
            fetch_json(f"http://127.0.0.1:{port}/", seconds=0.1)


def test_a_secure_address_is_asked_for_securely(site):
    site.answer = 200, {}, b"1"
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: SSL"):
        fetch_json(site.url.replace("http:", "https:"))
    assert site.asked == []


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(site, seconds):
    site.answer = 200, {}, b"1"
    assert fetch_json(site.url, seconds) == 1


@pytest.mark.parametrize("seconds", [0.09, 0, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(site, seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        fetch_json(site.url, seconds)
    assert site.asked == []


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://127.0.0.1/", "file:///etc/passwd", "http:///x"]
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ValueError, match="not a web address: .*; write https://host/path"):
        fetch_json(url)
