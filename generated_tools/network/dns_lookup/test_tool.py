"""Tests of dns_lookup."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tool import dns_lookup


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


def answer(*records, status=0):
    made = [{"name": "x.", "type": kind, "TTL": ttl, "data": data} for kind, ttl, data in records]
    return 200, {}, json.dumps({"Status": status, "Answer": made}).encode()


def look_up(site, host="example.org", kind="A", **options):
    return dns_lookup(host, kind, f"{site.url}/resolve", **options)


def test_addresses_of_a_name_behind_another(site):
    site.answer = answer((5, 300, "www.example.net."), (1, 60, "192.0.2.1"), (1, 90, "192.0.2.2"))
    assert look_up(site, "www.example.org") == {
        "host": "www.example.org",
        "kind": "A",
        "values": ["192.0.2.1", "192.0.2.2"],
        "lifetime": 60,
    }
    ((path, headers),) = site.asked
    assert path == "/resolve?name=www.example.org&type=A"
    assert headers["Accept"] == "application/dns-json, application/json"
    assert headers["User-Agent"] == "dns_lookup/1"


def test_addresses_unless_something_else_is_wanted(site):
    site.answer = answer((1, 60, "192.0.2.1"))
    assert dns_lookup("example.org", service_url=site.url)["values"] == ["192.0.2.1"]


@pytest.mark.parametrize(
    ("kind", "number"), [("NS", 2), ("CNAME", 5), ("MX", 15), ("TXT", 16), ("AAAA", 28)]
)
def test_each_kind_of_record(site, kind, number):
    site.answer = answer((1, 7, "192.0.2.1"), (number, 9, "10 mail.example.org."))
    found = look_up(site, kind=kind)
    assert (found["kind"], found["values"]) == (kind, ["10 mail.example.org."])
    assert [path for path, _ in site.asked] == [f"/resolve?name=example.org&type={kind}"]


def test_a_name_without_such_records(site):
    site.answer = 200, {}, b'{"Status": 0}'
    assert look_up(site) == {"host": "example.org", "kind": "A", "values": [], "lifetime": 0}


def test_a_name_that_does_not_exist(site):
    site.answer = answer(status=3)
    with pytest.raises(LookupError, match="there is no host example.org"):
        look_up(site)


@pytest.mark.parametrize("status", [1, 2, 5])
def test_name_servers_that_fail_are_told(site, status):
    site.answer = answer(status=status)
    with pytest.raises(ConnectionError, match=f"not available: .* answer with code {status}"):
        look_up(site)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"7",
        b"{}",
        b'{"Status": "many"}',
        b'{"Status": 0, "Answer": 7}',
        b'{"Status": 0, "Answer": [7]}',
        b'{"Status": 0, "Answer": [{"type": 1, "data": "192.0.2.1"}]}',
        b"[" * 90_000,
    ],
)
def test_an_answer_that_is_no_dns_is_told(site, body):
    site.answer = 200, {}, body
    with pytest.raises(ValueError, match="the answer is no DNS in JSON: "):
        look_up(site)


@pytest.mark.parametrize("host", ["a", "_dmarc.example.org.", "a-b.1", "a" * 63, "a." * 126 + "a"])
def test_names_that_are_asked_for(site, host):
    site.answer = answer()
    assert look_up(site, host)["host"] == host


@pytest.mark.parametrize(
    "host", ["", ".", "a..b", "-a.org", "a b", "a/b", "ü.org", "a" * 64, "a." * 126 + "ab", "a\n"]
)
def test_a_name_that_is_none_is_refused(site, host):
    with pytest.raises(ValueError, match="not a host name: "):
        look_up(site, host)
    assert site.asked == []


@pytest.mark.parametrize("status", [300, 404, 500, 503])
def test_an_error_of_the_server_is_told(site, status):
    site.answer = status, {}, b"{}"
    with pytest.raises(ConnectionError, match=f"not available: 127.0.0.1 answers {status} [A-Z]"):
        look_up(site)


def test_an_error_without_an_address_names_none(site):
    site.answer = 404, {}, b""
    with pytest.raises(ConnectionError, match="answers 404 Not Found$"):
        look_up(site)


def test_a_redirect_is_told_and_not_followed(site):
    site.answer = 302, {"Location": "/elsewhere"}, b""
    with pytest.raises(ConnectionError, match="answers 302 Found, see /elsewhere$"):
        look_up(site)
    assert len(site.asked) == 1


def test_an_answer_that_is_too_long_is_refused(site):
    site.answer = 200, {}, b" " * 100_001
    with pytest.raises(ValueError, match="of 127.0.0.1 is longer than 100000 bytes"):
        look_up(site)


def test_a_closed_port_is_not_available(site):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*refused"):
        look_up(site)


def test_a_server_that_never_answers_is_not_waited_for(site):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*timed out"):
            look_up(site, seconds=0.1)


def test_a_secure_address_is_asked_for_securely(site):
    site.answer = 200, {}, b"{}"
    site.url = site.url.replace("http:", "https:")
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: SSL"):
        look_up(site)
    assert site.asked == []


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(site, seconds):
    site.answer = answer()
    assert look_up(site, seconds=seconds)


@pytest.mark.parametrize("seconds", [0.09, 0, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(site, seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        look_up(site, seconds=seconds)
    assert site.asked == []


@pytest.mark.parametrize("url", ["", "example.org", "ftp://127.0.0.1/", "http:///x"])
def test_what_is_no_web_address_is_refused(site, url):
    site.url = url
    with pytest.raises(ValueError, match="not a web address: .*; write https://host/path"):
        look_up(site)
