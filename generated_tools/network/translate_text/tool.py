# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Translate a text by a LibreTranslate server."
# category = "network"
# keywords = ["translate", "translation", "language", "text", "english", "german", "french", "spanish", "sentence"]
# permissions = { net = ["{service_url}"] }
# ///
"""Translate a text by a LibreTranslate server."""

import json
import re
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, TypedDict
from urllib.parse import urlsplit

_HEADERS = {"Content-Type": "application/json", "User-Agent": "translate_text/1"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_MOST = 1_000_000


class Translation(TypedDict):
    """The translated text; ``source`` is the language that was asked for or recognised."""

    text: str
    source: str
    target: str


def translate_text(
    text: str,
    target: str = "en",
    source: str = "auto",
    service_url: str = "http://127.0.0.1:5000/translate",
    seconds: float = 20.0,
) -> Translation:
    """Translate a text by a LibreTranslate server.

    Args:
        text: The text, up to 10,000 characters; it is sent to the service.
        target: The language to translate to, such as ``en`` or ``de``.
        source: The language of the text; ``auto`` lets the service recognise it.
        service_url: The web address of the service; LibreTranslate on one's own machine listens
            at the default.
        seconds: How long to wait for the service at a time, from 0.1 to 60.

    Returns:
        The translated text with both languages.

    Raises:
        ValueError: If the text is blank or too long, a language is no code, the address is no web
            address, the time is out of range, or the answer holds no translation.
        ConnectionError: If the service cannot be reached, does not answer in time, or answers
            with an error.
    """
    if not 1 <= len(text.strip()) <= 10_000:
        raise ValueError("the text must have from 1 to 10000 characters")
    for code in (target, "en" if source == "auto" else source):
        if not _LANGUAGE.fullmatch(code):
            raise ValueError(f"not the code of a language: {code!r}")
    question = {"q": text, "source": source, "target": target, "format": "text"}
    answer = _answer(_post(service_url, json.dumps(question).encode(), seconds))
    found = answer.get("detectedLanguage")
    recognised = found.get("language") if isinstance(found, dict) else None
    return {
        "text": answer["translatedText"],
        "source": str(recognised or source),
        "target": target,
    }


def _answer(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the answer is no JSON: {error!r}") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("translatedText"), str):
        raise ValueError(f"the answer holds no translation: {str(answer)[:100]}")
    return answer


def _post(url: str, body: bytes, seconds: float) -> bytes:
    """What a web server answers; a redirect is told and not followed."""
    if not 0.1 <= seconds <= 60:
        raise ValueError(f"seconds must be from 0.1 to 60, not {seconds}")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {url!r}; write https://host/path")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        with closing(kind(parts.hostname, parts.port, timeout=seconds)) as connection:
            connection.request("POST", parts.path or "/", body, _HEADERS)
            with connection.getresponse() as answer:
                content = answer.read(_MOST + 1)
    except (OSError, HTTPException) as error:
        raise ConnectionError(f"not available: {parts.hostname}: {error!r}") from error
    if answer.status // 100 != 2:
        said = content[:200].decode(errors="replace")
        raise ConnectionError(f"not available: {parts.hostname} answers {answer.status}: {said}")
    if len(content) > _MOST:
        raise ValueError(f"the answer of {parts.hostname} is longer than {_MOST} bytes")
    return content


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(translate_text(**json.loads(given)), sys.stdout)
