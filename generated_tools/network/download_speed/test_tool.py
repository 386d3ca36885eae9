"""Tests of download_speed."""

import itertools
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tool import download_speed


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


def test_the_speed_is_bytes_by_time(site):
    site.answer = 200, {"Content-Length": "100000"}, b"a" * 100_000
    # Two parts of 50,000 bytes and the end, a quarter of a second each.
    assert download_speed(f"{site.url}/file?bytes=1 2") == {
        "megabits_per_second": 1.07,
        "bytes": 100_000,
        "seconds": 0.75,
        "delay": 250.0,
        "summary": "1.07 Mbit/s, measured over 100000 bytes in 0.8 s",
    }
    ((path, headers),) = site.asked
    assert path == "/file?bytes=1%202"
    assert (headers["User-Agent"], headers["Accept"]) == ("download_speed/1", "*/*")


def test_no_more_is_downloaded_than_was_asked_for(site):
    site.answer = 200, {}, b"a" * 300_000
    found = download_speed(site.url, megabytes=0.12)
    assert (found["bytes"], found["seconds"]) == (120_000, 0.75)


def test_it_ends_when_the_time_is_over(site):
    site.answer = 200, {}, b"a" * 300_000
    found = download_speed(site.url, seconds=0.5)
    assert (found["bytes"], found["seconds"]) == (100_000, 0.5)
    assert found["megabits_per_second"] == 1.6


def test_figures_are_rounded(site, monkeypatch):
    site.answer = 200, {}, b"a" * 100_000
    times = iter([1.0, 1.01234, 2.0, 2.123456, 2.323456])
    monkeypatch.setattr("time.perf_counter", lambda: next(times))
    found = download_speed(site.url, megabytes=0.1)
    assert (found["seconds"], found["delay"]) == (0.323, 12.3)
    assert found["megabits_per_second"] == 2.47


def test_nothing_to_download_is_told(site):
    site.answer = 200, {}, b""
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1 has nothing to download"):
        download_speed(site.url)


def test_a_clock_that_stands_still_gives_no_speed(site, monkeypatch):
    site.answer = 200, {}, b"a"
    monkeypatch.setattr("time.perf_counter", lambda: 7.0)
    with pytest.raises(ConnectionError, match="127.0.0.1 has nothing to download"):
        download_speed(site.url)


@pytest.mark.parametrize("status", [204, 404, 503])
def test_an_error_of_the_server_is_told(site, status):
    site.answer = status, {}, b"a" * 1000
    with pytest.raises(ConnectionError, match=f"not available: 127.0.0.1 answers {status} [A-Z]"):
        download_speed(site.url)


def test_a_redirect_is_told_and_not_followed(site):
    site.answer = 302, {"Location": "/elsewhere"}, b"a" * 1000
    with pytest.raises(ConnectionError, match="answers 302 Found, see /elsewhere$"):
        download_speed(site.url)
    assert [path for path, _ in site.asked] == ["/"]


def test_an_error_without_an_address_names_none(site):
    site.answer = 404, {}, b""
    with pytest.raises(ConnectionError, match="answers 404 Not Found$"):
        download_speed(site.url)


def test_a_closed_port_is_not_available():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*refused"):
        download_speed(f"http://127.0.0.1:{port}/")


def test_a_server_that_never_answers_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*timed out"):
            download_speed(f"http://127.0.0.1:{port}/", seconds=0.1)


def test_a_server_that_is_no_web_server_is_not_available(site):
    site.answer = 200, {"Long": "a" * 70_000}, b"1"
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: LineTooLong"):
        download_speed(site.url)


def test_a_secure_address_is_asked_for_securely(site):
    site.answer = 200, {}, b"1"
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: SSL"):
        download_speed(site.url.replace("http:", "https:"))
    assert site.asked == []


@pytest.mark.parametrize("limits", [(0.1, 0.3), (1000, 30), (1, 0.1)])
def test_the_limits_themselves_are_allowed(site, limits):
    site.answer = 200, {}, b"a" * 1000
    assert download_speed(site.url, *limits)["bytes"] == 1000


@pytest.mark.parametrize("megabytes", [0.09, 0, -1, 1000.1, float("nan")])
def test_a_size_out_of_range_is_refused(megabytes):
    with pytest.raises(ValueError, match="megabytes must be from 0.1 to 1000, not"):
        download_speed("http://127.0.0.1:9/", megabytes=megabytes)


@pytest.mark.parametrize("seconds", [0.09, 0, -1, 30.1, float("nan")])
def test_a_time_out_of_range_is_refused(seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 30, not"):
        download_speed("http://127.0.0.1:9/", seconds=seconds)


@pytest.mark.parametrize("url", ["", "example.org", "ftp://127.0.0.1/", "http:///x"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ValueError, match="not a web address: .*; write https://host/path"):
        download_speed(url)
