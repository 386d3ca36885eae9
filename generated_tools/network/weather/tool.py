# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell the current weather at a place."
# category = "network"
# keywords = ["weather", "temperature", "forecast", "wind", "rain", "humidity", "place", "city", "outside"]
# permissions = { net = ["{forecast_url}", "{places_url}"] }
# ///
"""Tell the current weather at a place."""

import json
import math
import re
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Literal, TypedDict
from urllib.parse import quote, urlencode, urlsplit

_HEADERS = {"Accept": "application/json", "User-Agent": "weather/1"}
_MOST = 100_000
_PLAIN = "%/?&=+,;:@!$'()*[]|"
_DEGREES = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*")
_FIELDS = "temperature_2m,relative_humidity_2m,wind_speed_10m,weather_code"
# The codes of the World Meteorological Organization, as far as forecasts use them.
_CONDITIONS = (
    ((0,), "clear"),
    ((1, 2), "partly cloudy"),
    ((3,), "overcast"),
    ((45, 48), "fog"),
    ((51, 53, 55), "drizzle"),
    ((56, 57, 66, 67), "freezing rain"),
    ((61, 63, 65), "rain"),
    ((71, 73, 75, 77), "snow"),
    ((80, 81, 82), "showers"),
    ((85, 86), "snow showers"),
    ((95,), "thunderstorm"),
    ((96, 99), "thunderstorm with hail"),
)


class Weather(TypedDict):
    """The weather now; degrees and wind in the units that were asked for, humidity in percent."""

    place: str
    latitude: float
    longitude: float
    time: str
    temperature: float
    wind: float
    humidity: float
    conditions: str
    summary: str


class _Observed(TypedDict):
    """What the forecast service tells."""

    time: str
    temperature: float
    wind: float
    humidity: float
    code: int


def weather(
    place: str,
    units: Literal["metric", "imperial"] = "metric",
    forecast_url: str = "https://api.open-meteo.com/v1/forecast",
    places_url: str = "https://geocoding-api.open-meteo.com/v1/search",
    seconds: float = 10.0,
) -> Weather:
    """Tell the current weather at a place.

    Args:
        place: A town, or latitude and longitude such as ``52.52, 13.41``.
        units: metric for degrees Celsius and km/h, imperial for Fahrenheit and mph.
        forecast_url: The web address of a forecast service that speaks as Open-Meteo does.
        places_url: The web address of its search for places; not asked for coordinates.
        seconds: How long to wait for a service at a time, from 0.1 to 60.

    Returns:
        Temperature, wind, humidity and conditions, with the local time they were observed at,
        and a summary in one line.

    Raises:
        ValueError: If the place is empty or off the globe, an address is no web address, the
            time is out of range, or a service answers with something else than weather in JSON.
        LookupError: If no such place is known.
        ConnectionError: If a service cannot be reached, does not answer in time, or answers
            with an error or a redirect.
    """
    title, latitude, longitude = _locate(place, places_url, seconds)
    query = {
        "latitude": latitude,
        "longitude": longitude,
        "current": _FIELDS,
        "temperature_unit": "celsius" if units == "metric" else "fahrenheit",
        "wind_speed_unit": "kmh" if units == "metric" else "mph",
        "timezone": "auto",
    }
    now = _observed(_ask(f"{forecast_url}?{urlencode(query)}", seconds))
    conditions = next((words for codes, words in _CONDITIONS if now["code"] in codes), "unknown")
    degrees, speed = ("°C", "km/h") if units == "metric" else ("°F", "mph")
    told = f"{now['temperature']:g} {degrees}, wind {now['wind']:g} {speed}"
    return {
        "place": title,
        "latitude": latitude,
        "longitude": longitude,
        "time": now["time"],
        "temperature": now["temperature"],
        "wind": now["wind"],
        "humidity": now["humidity"],
        "conditions": conditions,
        "summary": f"{title}: {conditions}, {told}",
    }


def _observed(found: Any) -> _Observed:
    try:
        now = found["current"]
        observed: _Observed = {
            "time": str(now["time"]),
            "temperature": float(now["temperature_2m"]),
            "wind": float(now["wind_speed_10m"]),
            "humidity": float(now["relative_humidity_2m"]),
            "code": int(now["weather_code"]),
        }
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise ValueError(f"the answer tells no weather: {error!r}") from error
    if not math.isfinite(observed["temperature"] + observed["wind"] + observed["humidity"]):
        raise ValueError("the answer tells no weather: a figure is no number")
    return observed


def _locate(place: str, places_url: str, seconds: float) -> tuple[str, float, float]:
    """The place's name, latitude and longitude."""
    if not place.strip():
        raise ValueError("no place is named")
    degrees = _DEGREES.fullmatch(place)
    if degrees:
        latitude, longitude = float(degrees[1]), float(degrees[2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise ValueError(f"not on the globe: {place!r}")
        return f"{latitude:g}, {longitude:g}", latitude, longitude
    query = {"name": place.strip(), "count": 1, "format": "json"}
    found = _ask(f"{places_url}?{urlencode(query)}", seconds)
    try:
        best = found.get("results", [])[:1]
        titles = [f"{one['name']}, {one['country']}" for one in best]
        points = [(float(one["latitude"]), float(one["longitude"])) for one in best]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the answer tells no places: {error!r}") from error
    if not best:
        raise LookupError(f"no place is known by the name {place.strip()!r}")
    return titles[0], *points[0]


def _ask(url: str, seconds: float) -> Any:
    body = _get(url, seconds)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the answer is no JSON: {error}") from error


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
    json.dump(weather(**json.loads(given)), sys.stdout)
