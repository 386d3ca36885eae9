# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Look up the DNS records of a host name."
# category = "network"
# keywords = ["dns", "lookup", "resolve", "host", "hostname", "domain", "ip", "address", "records", "mx", "nameserver"]
# permissions = { net = ["{service_url}"] }
# ///
"""Look up the DNS records of a host name."""

import json
import re
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Literal, TypedDict
from urllib.parse import quote, urlencode, urlsplit

_HEADERS = {"Accept": "application/dns-json, application/json", "User-Agent": "dns_lookup/1"}
_MOST = 100_000
_PLAIN = "%/?&=+,;:@!$'()*[]|"
_TYPES = {"A": 1, "NS": 2, "CNAME": 5, "MX": 15, "TXT": 16, "AAAA": 28}
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_ABSENT = 3


class Records(TypedDict):
    """The records found; ``lifetime`` is the seconds that they may be kept, 0 without any."""

    host: str
    kind: str
    values: list[str]
    lifetime: int


def dns_lookup(
    host: str,
    kind: Literal["A", "AAAA", "CNAME", "MX", "NS", "TXT"] = "A",
    service_url: str = "https://dns.google/resolve",
    seconds: float = 10.0,
) -> Records:
    """Look up the DNS records of a host name.

    A service that answers DNS questions over the web is asked, since that needs no more than
    one connection to one known place.

    Args:
        host: The name to look up, such as ``example.org``.
        kind: Which records: A or AAAA for addresses, MX for mail, NS for name servers.
        service_url: The web address of a service that answers with DNS in JSON.
        seconds: How long to wait for the service at a time, from 0.1 to 60.

    Returns:
        The records as texts, in the service's order; empty when the name has none of the kind.

    Raises:
        ValueError: If the name or the service's address is malformed, the time is out of range,
            or the service answers with something else than DNS in JSON.
        LookupError: If there is no such name.
        ConnectionError: If the service cannot be reached, does not answer in time, or answers
            with an error or a redirect.
    """
    labels = host.removesuffix(".").split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(one) for one in labels):
        raise ValueError(f"not a host name: {host!r}")
    body = _get(f"{service_url}?{urlencode({'name': host, 'type': kind})}", seconds)
    try:
        found = json.loads(body)
        status = int(found["Status"])
        records = [(int(one["type"]), str(one["data"])) for one in found.get("Answer", [])]
        lifetimes = [int(one["TTL"]) for one in found.get("Answer", [])]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"the answer is no DNS in JSON: {error!r}") from error
    if status == _ABSENT:
        raise LookupError(f"there is no host {host}")
    if status != 0:
        raise ConnectionError(f"not available: the name servers answer with code {status}")
    values = [value for number, value in records if number == _TYPES[kind]]
    return {"host": host, "kind": kind, "values": values, "lifetime": min(lifetimes, default=0)}


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
    json.dump(dns_lookup(**json.loads(given)), sys.stdout)
