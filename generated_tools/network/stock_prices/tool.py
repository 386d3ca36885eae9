# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Look up the latest prices of stocks by their symbols."
# category = "network"
# keywords = ["stock", "stocks", "price", "prices", "quote", "share", "shares", "ticker", "market", "symbol"]
# permissions = { net = ["{service_url}"] }
# ///
"""Look up the latest prices of stocks."""

import csv
import math
import re
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TypedDict
from urllib.parse import quote, urlencode, urlsplit

_HEADERS = {"Accept": "text/csv", "User-Agent": "stock_prices/1"}
_MOST = 100_000
_PLAIN = "%/?&=+,;:@!$'()*[]|"
_SYMBOL = re.compile(r"[A-Za-z0-9^=._-]{1,20}")
_FIGURES = ("Open", "High", "Low", "Close")


class Quote(TypedDict):
    """The latest prices of one stock, in the currency of its market; ``change`` in percent."""

    symbol: str
    date: str
    open: float
    high: float
    low: float
    price: float
    change: float


def stock_prices(
    symbols: list[str], service_url: str = "https://stooq.com/q/l/", seconds: float = 10.0
) -> list[Quote]:
    """Look up the latest prices of stocks by their symbols.

    Args:
        symbols: From 1 to 50 symbols as the service writes them, such as ``aapl.us``.
        service_url: The web address of a service that answers with quotes in CSV, as Stooq does.
        seconds: How long to wait for the service at a time, from 0.1 to 60.

    Returns:
        A quote for each symbol, in the order asked for: the day, the prices of the day with the
        latest as ``price``, and the change since the day's opening in percent.

    Raises:
        ValueError: If there are no or too many symbols, one is malformed, the service's address
            is no web address, the time is out of range, or the answer holds no quotes in CSV.
        LookupError: If the service has no price for a symbol.
        ConnectionError: If the service cannot be reached, does not answer in time, or answers
            with an error or a redirect.
    """
    if not 1 <= len(symbols) <= 50:
        raise ValueError(f"give from 1 to 50 symbols, not {len(symbols)}")
    for symbol in symbols:
        if not _SYMBOL.fullmatch(symbol):
            raise ValueError(f"not a stock symbol: {symbol!r}")
    query = {"s": " ".join(symbols).lower(), "f": "sd2t2ohlcv", "h": "", "e": "csv"}
    rows = _rows(_get(f"{service_url}?{urlencode(query)}", seconds))
    return [_quote(rows, symbol) for symbol in symbols]


def _rows(body: bytes) -> dict[str, dict[str, str]]:
    """The rows of the answer by their symbols in capitals."""
    try:
        rows = list(csv.DictReader(body.decode("utf-8-sig").splitlines(), strict=True))
        return {row["Symbol"].upper(): row for row in rows}
    except (UnicodeDecodeError, csv.Error, KeyError, AttributeError) as error:
        raise ValueError(f"the answer holds no quotes in CSV: {error!r}") from error


def _quote(rows: dict[str, dict[str, str]], symbol: str) -> Quote:
    row = rows.get(symbol.upper(), {})
    if not row or row.get("Close") == "N/D":
        raise LookupError(f"there is no price for {symbol}")
    try:
        start, high, low, price = (float(row[name]) for name in _FIGURES)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the quote of {symbol} lacks a price: {error!r}") from error
    if not all(map(math.isfinite, (start, high, low, price))) or start <= 0:
        raise ValueError(f"the quote of {symbol} has a price that is none")
    return {
        "symbol": symbol.upper(),
        "date": row.get("Date") or "",
        "open": start,
        "high": high,
        "low": low,
        "price": price,
        "change": round(100 * (price - start) / start, 2),
    }


def _get(url: str, seconds: float) -> bytes:
    """What a web server answers; a redirect is told and not followed."""
    if not 0.1 <= seconds <= 60:
        raise ValueError(f"seconds must be from 0.1 to 60, not {seconds}")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {url!r}; write https://host/path")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    target = quote(f"{parts.path or '/'}?{parts.query}".rstrip("?"), safe=_PLAIN)
    try:
        with closing(kind(parts.hostname, parts.port, timeout=seconds)) as connection:
            connection.request("GET", target, headers=_HEADERS)
            with connection.getresponse() as answer:
                body = answer.read(_MOST + 1)
    except (OSError, HTTPException) as error:
        raise ConnectionError(f"not available: {parts.hostname}: {error!r}") from error
    if answer.status // 100 != 2:
        moved = f", see {answer.headers['Location']}" if answer.headers["Location"] else ""
        raise ConnectionError(
            f"not available: {parts.hostname} answers {answer.status} {answer.reason}{moved}"
        )
    if len(body) > _MOST:
        raise ValueError(f"the answer of {parts.hostname} is longer than {_MOST} bytes")
    return body


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(stock_prices(**json.loads(given)), sys.stdout)
