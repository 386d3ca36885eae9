"""Tests of url_check."""

import itertools
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tool import url_check


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


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock on which a quarter of a second passes from look to look."""
    looks = itertools.count()
    monkeypatch.setattr("time.perf_counter", lambda: 7 + next(looks) * 0.25)


def test_a_site_that_is_up(site):
    site.answer = 200, {}, b"welcome"
    assert url_check(f"{site.url}/a b?q=ä") == {
        "url": f"{site.url}/a b?q=ä",
        "up": True,
        "status": 200,
        "location": "",
        "milliseconds": 250.0,
        "summary": "up: 200 OK",
    }
    ((path, headers),) = site.asked
    assert path == "/a%20b?q=%C3%A4"
    assert (headers["User-Agent"], headers["Accept"]) == ("url_check/1", "*/*")


def test_a_time_has_one_decimal(site, monkeypatch):
    site.answer = 200, {}, b""
    monkeypatch.setattr("time.perf_counter", iter([1.0, 1.01234]).__next__)
    assert url_check(site.url)["milliseconds"] == 12.3


def test_a_redirect_is_told_and_not_followed(site):
    site.answer = 301, {"Location": "https://elsewhere.example/"}, b""
    found = url_check(site.url)
    assert (found["up"], found["status"]) == (True, 301)
    assert found["location"] == "https://elsewhere.example/"
    assert found["summary"] == "up: 301 Moved Permanently, see https://elsewhere.example/"
    assert [path for path, _ in site.asked] == ["/"]


@pytest.mark.parametrize(
    ("status", "up"), [(204, True), (399, True), (400, False), (404, False), (503, False)]
)
def test_an_answer_from_400_on_is_down(site, status, up):
    site.answer = status, {}, b""
    found = url_check(site.url)
    assert (found["status"], found["up"]) == (status, up)
    assert found["summary"].startswith(f"{'up' if up else 'down'}: {status}")


def test_a_closed_port_is_down():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    found = url_check(url)
    assert found.pop("summary").startswith("down: not available: ConnectionRefusedError(")
    assert found == {"url": url, "up": False, "status": 0, "location": "", "milliseconds": 0.0}


def test_a_server_that_never_answers_is_down():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        found = url_check(f"http://127.0.0.1:{port}/", seconds=0.1)
    assert not found["up"]
    assert "timed out" in found["summary"]


def test_a_server_that_is_no_web_server_is_down(site):
    site.answer = 200, {"Long": "a" * 70_000}, b"1"
    found = url_check(site.url)
    assert not found["up"]
    assert found["summary"].startswith("down: not available: LineTooLong(")


def test_a_secure_address_is_asked_for_securely(site):
    site.answer = 200, {}, b"1"
    found = url_check(site.url.replace("http:", "https:"))
    assert found["summary"].startswith("down: not available: SSL")
    assert site.asked == []


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(site, seconds):
    site.answer = 200, {}, b"1"
    assert url_check(site.url, seconds)["up"]


@pytest.mark.parametrize("seconds", [0.09, 0, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(site, seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        url_check(site.url, seconds)
    assert site.asked == []


@pytest.mark.parametrize("url", ["", "example.org", "ftp://127.0.0.1/", "http:///x"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ValueError, match="not a web address: .*; write https://host/path"):
        url_check(url)
