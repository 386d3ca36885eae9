"""Tests of stock_prices."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tool import stock_prices

HEAD = "Symbol,Date,Time,Open,High,Low,Close,Volume\r\n"
APPLE = "AAPL.US,2026-01-02,22:00:09,200,212.5,199.25,210.5,62303300\r\n"
OTHER = "^SPX,2026-01-02,22:00:00,3000,3001,2899.5,2900,0\r\n"


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


def answer(*rows, head=HEAD):
    return 200, {}, (head + "".join(rows)).encode()


def prices(site, symbols=("aapl.us",), **options):
    return stock_prices(list(symbols), f"{site.url}/q/l/", **options)


def test_the_price_of_a_stock(site):
    site.answer = answer(APPLE)
    assert prices(site) == [
        {
            "symbol": "AAPL.US",
            "date": "2026-01-02",
            "open": 200.0,
            "high": 212.5,
            "low": 199.25,
            "price": 210.5,
            "change": 5.25,
        }
    ]
    ((path, headers),) = site.asked
    assert path == "/q/l/?s=aapl.us&f=sd2t2ohlcv&h=&e=csv"
    assert (headers["User-Agent"], headers["Accept"]) == ("stock_prices/1", "text/csv")


def test_several_stocks_in_the_order_asked_for(site):
    site.answer = answer(APPLE, OTHER)
    found = prices(site, ["^SPX", "Aapl.US"])
    assert [(one["symbol"], one["change"]) for one in found] == [("^SPX", -3.33), ("AAPL.US", 5.25)]
    assert [path for path, _ in site.asked] == ["/q/l/?s=%5Espx+aapl.us&f=sd2t2ohlcv&h=&e=csv"]


def test_columns_may_come_in_another_order_and_in_small_letters(site):
    site.answer = answer("1,x.us,2,4,3\n", head="\ufeffLow,Symbol,Open,High,Close\n")
    assert prices(site, ["X.us"]) == [
        {
            "symbol": "X.US",
            "date": "",
            "open": 2.0,
            "high": 4.0,
            "low": 1.0,
            "price": 3.0,
            "change": 50.0,
        }
    ]


@pytest.mark.parametrize(
    "row", ["", APPLE, "NOPE,N/D,N/D,N/D,N/D,N/D,N/D,N/D\n", "NOPE,2026-01-02,x,1,1,1,N/D,1\n"]
)
def test_a_stock_without_a_price_is_told(site, row):
    site.answer = answer(row)
    with pytest.raises(LookupError, match="there is no price for nope"):
        prices(site, ["nope"])


@pytest.mark.parametrize("row", ["X,d,t,1,1,1,much,1\n", "X,d,t,1,1\n", "X,d,t,,1,1,1,1\n"])
def test_a_price_that_is_no_number_is_told(site, row):
    site.answer = answer(row)
    with pytest.raises(ValueError, match="the quote of X lacks a price: "):
        prices(site, ["X"])


@pytest.mark.parametrize("first", ["nan", "inf", "0", "-1"])
def test_a_price_that_is_none_is_told(site, first):
    site.answer = answer(f"X,d,t,{first},1,1,1,1\n")
    with pytest.raises(ValueError, match="the quote of X has a price that is none"):
        prices(site, ["X"])


@pytest.mark.parametrize(
    "body", [b"<html>\nno\n", b"Symbol\n\xff\n", b'Symbol\n"open\n', b"a,Symbol\n1\n"]
)
def test_an_answer_without_quotes_is_told(site, body):
    site.answer = 200, {}, body
    with pytest.raises(ValueError, match="the answer holds no quotes in CSV: "):
        prices(site)


def test_fifty_symbols_are_enough(site):
    site.answer = answer(*[f"S{one},d,t,1,1,1,{one},1\n" for one in range(50)])
    found = prices(site, [f"s{one}" for one in range(50)])
    assert [one["price"] for one in found] == [float(one) for one in range(50)]


@pytest.mark.parametrize("count", [0, 51])
def test_none_or_too_many_symbols_are_refused(site, count):
    with pytest.raises(ValueError, match=f"give from 1 to 50 symbols, not {count}"):
        prices(site, ["a"] * count)
    assert site.asked == []


@pytest.mark.parametrize("symbol", ["", "a b", "a&f=x", "ü", "a" * 21, "a\n"])
def test_a_symbol_that_is_none_is_refused(site, symbol):
    with pytest.raises(ValueError, match="not a stock symbol: "):
        prices(site, ["aapl.us", symbol])
    assert site.asked == []


def test_a_long_symbol_is_one(site):
    site.answer = answer(f"{'a' * 20},d,t,1,1,1,1,1\n")
    assert prices(site, ["a" * 20])[0]["change"] == 0.0


@pytest.mark.parametrize("status", [300, 404, 500, 503])
def test_an_error_of_the_server_is_told(site, status):
    site.answer = status, {}, b"{}"
    with pytest.raises(ConnectionError, match=f"not available: 127.0.0.1 answers {status} [A-Z]"):
        prices(site)


def test_an_error_without_an_address_names_none(site):
    site.answer = 404, {}, b""
    with pytest.raises(ConnectionError, match="answers 404 Not Found$"):
        prices(site)


def test_a_redirect_is_told_and_not_followed(site):
    site.answer = 302, {"Location": "/elsewhere"}, b""
    with pytest.raises(ConnectionError, match="answers 302 Found, see /elsewhere$"):
        prices(site)
    assert len(site.asked) == 1


def test_an_answer_that_is_too_long_is_refused(site):
    site.answer = 200, {}, b" " * 100_001
    with pytest.raises(ValueError, match="of 127.0.0.1 is longer than 100000 bytes"):
        prices(site)


def test_a_closed_port_is_not_available(site):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*refused"):
        prices(site)


def test_a_server_that_never_answers_is_not_waited_for(site):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*timed out"):
            prices(site, seconds=0.1)


def test_a_secure_address_is_asked_for_securely(site):
    site.answer = 200, {}, b"{}"
    site.url = site.url.replace("http:", "https:")
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: SSL"):
        prices(site)
    assert site.asked == []


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(site, seconds):
    site.answer = answer(APPLE)
    assert prices(site, seconds=seconds)


@pytest.mark.parametrize("seconds", [0.09, 0, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(site, seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        prices(site, seconds=seconds)
    assert site.asked == []


@pytest.mark.parametrize("url", ["", "example.org", "ftp://127.0.0.1/", "http:///x"])
def test_what_is_no_web_address_is_refused(site, url):
    site.url = url
    with pytest.raises(ValueError, match="not a web address: .*; write https://host/path"):
        prices(site)
