"""Tests of weather."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from tool import weather

BERLIN = {"name": "Berlin", "country": "Germany", "latitude": 52.5, "longitude": 13.25}


def told(value):
    return 200, {}, json.dumps(value).encode()


def places(*found):
    return told({"results": list(found)})


def forecast(**changed):
    now = {
        "time": "2026-01-02T03:15",
        "temperature_2m": -3.5,
        "relative_humidity_2m": 81,
        "wind_speed_10m": 12.25,
        "weather_code": 3,
    }
    return told({"current": {**now, **changed}})


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.server.answers[self.path.partition("?")[0]]
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    """A local web server that stands for both services."""
    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        server.asked = []
        server.answers = {"/places": places(BERLIN), "/forecast": forecast()}
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def look(site, place="Berlin", **options):
    return weather(
        place, forecast_url=f"{site.url}/forecast", places_url=f"{site.url}/places", **options
    )


def questions(site):
    """What was asked for: path and query, one after another."""
    parts = [urlsplit(path) for path, _ in site.asked]
    return [(one.path, {k: v[0] for k, v in parse_qs(one.query).items()}) for one in parts]


def test_the_weather_of_a_town(site):
    assert look(site, " Berlin ") == {
        "place": "Berlin, Germany",
        "latitude": 52.5,
        "longitude": 13.25,
        "time": "2026-01-02T03:15",
        "temperature": -3.5,
        "wind": 12.25,
        "humidity": 81.0,
        "conditions": "overcast",
        "summary": "Berlin, Germany: overcast, -3.5 °C, wind 12.25 km/h",
    }
    assert questions(site) == [
        ("/places", {"name": "Berlin", "count": "1", "format": "json"}),
        (
            "/forecast",
            {
                "latitude": "52.5",
                "longitude": "13.25",
                "current": "temperature_2m,relative_humidity_2m,wind_speed_10m,weather_code",
                "temperature_unit": "celsius",
                "wind_speed_unit": "kmh",
                "timezone": "auto",
            },
        ),
    ]
    for _, headers in site.asked:
        assert headers["Accept"] == "application/json"
        assert headers["User-Agent"] == "weather/1"


def test_imperial_units_are_asked_for(site):
    assert look(site, units="imperial")["summary"] == (
        "Berlin, Germany: overcast, -3.5 °F, wind 12.25 mph"
    )
    (_, (_, asked)) = questions(site)
    assert (asked["temperature_unit"], asked["wind_speed_unit"]) == ("fahrenheit", "mph")


@pytest.mark.parametrize(
    ("place", "title", "latitude", "longitude"),
    [
        ("52.52,13.41", "52.52, 13.41", 52.52, 13.41),
        (" -33.9 , 151 ", "-33.9, 151", -33.9, 151.0),
        ("90,-180", "90, -180", 90.0, -180.0),
        ("-90,180", "-90, 180", -90.0, 180.0),
    ],
)
def test_coordinates_need_no_search(site, place, title, latitude, longitude):
    found = look(site, place)
    assert (found["place"], found["latitude"], found["longitude"]) == (title, latitude, longitude)
    ((path, asked),) = questions(site)
    assert path == "/forecast"
    assert (float(asked["latitude"]), float(asked["longitude"])) == (latitude, longitude)


@pytest.mark.parametrize("place", ["90.1,0", "-91,0", "0,180.5", "0,-181"])
def test_coordinates_off_the_globe_are_refused(site, place):
    with pytest.raises(ValueError, match="not on the globe: "):
        look(site, place)
    assert site.asked == []


@pytest.mark.parametrize("place", ["", "  "])
def test_no_place_is_refused(site, place):
    with pytest.raises(ValueError, match="no place is named"):
        look(site, place)
    assert site.asked == []


@pytest.mark.parametrize(
    ("codes", "conditions"),
    [
        ([0], "clear"),
        ([1, 2], "partly cloudy"),
        ([3], "overcast"),
        ([45, 48], "fog"),
        ([51, 53, 55], "drizzle"),
        ([56, 57, 66, 67], "freezing rain"),
        ([61, 63, 65], "rain"),
        ([71, 73, 75, 77], "snow"),
        ([80, 81, 82], "showers"),
        ([85, 86], "snow showers"),
        ([95], "thunderstorm"),
        ([96, 99], "thunderstorm with hail"),
        ([4, 100], "unknown"),
    ],
)
def test_conditions_in_words(site, codes, conditions):
    for code in codes:
        site.answers["/forecast"] = forecast(weather_code=code)
        assert look(site, "0,0")["conditions"] == conditions


@pytest.mark.parametrize("answer", [places(), told({})])
def test_a_place_that_nobody_knows(site, answer):
    site.answers["/places"] = answer
    with pytest.raises(LookupError, match="no place is known by the name 'Atlantis'"):
        look(site, " Atlantis")
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "value", [[], 7, {"results": 7}, {"results": [{}]}, {"results": [{**BERLIN, "latitude": "x"}]}]
)
def test_an_answer_without_places_is_told(site, value):
    site.answers["/places"] = told(value)
    with pytest.raises(ValueError, match="the answer tells no places: "):
        look(site)


@pytest.mark.parametrize(
    "answer",
    [
        told({}),
        told([]),
        told({"current": None}),
        forecast(temperature_2m=None),
        forecast(temperature_2m=float("nan")),
        forecast(wind_speed_10m=float("inf")),
        forecast(weather_code=float("inf")),
    ],
)
def test_an_answer_without_weather_is_told(site, answer):
    site.answers["/forecast"] = answer
    with pytest.raises(ValueError, match="the answer tells no weather: "):
        look(site)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 90_000])
@pytest.mark.parametrize("path", ["/places", "/forecast"])
def test_an_answer_that_is_no_json_is_told(site, path, body):
    site.answers[path] = 200, {}, body
    with pytest.raises(ValueError, match="the answer is no JSON: "):
        look(site)


@pytest.mark.parametrize("status", [300, 404, 500, 503])
def test_an_error_of_the_server_is_told(site, status):
    site.answers["/places"] = status, {}, b"{}"
    with pytest.raises(ConnectionError, match=f"not available: 127.0.0.1 answers {status} [A-Z]"):
        look(site)


def test_an_error_without_an_address_names_none(site):
    site.answers["/places"] = 404, {}, b""
    with pytest.raises(ConnectionError, match="answers 404 Not Found$"):
        look(site)


def test_a_redirect_is_told_and_not_followed(site):
    site.answers["/places"] = 302, {"Location": "/elsewhere"}, b""
    with pytest.raises(ConnectionError, match="answers 302 Found, see /elsewhere$"):
        look(site)
    assert len(site.asked) == 1


def test_an_answer_that_is_too_long_is_refused(site):
    site.answers["/places"] = 200, {}, b" " * 100_001
    with pytest.raises(ValueError, match="of 127.0.0.1 is longer than 100000 bytes"):
        look(site)


def test_a_closed_port_is_not_available(site):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*refused"):
        look(site)


def test_a_server_that_never_answers_is_not_waited_for(site):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(ConnectionError, match="not available: 127.0.0.1: .*timed out"):
            look(site, seconds=0.1)


def test_a_secure_address_is_asked_for_securely(site):
    site.answers["/places"] = 200, {}, b"{}"
    site.url = site.url.replace("http:", "https:")
    with pytest.raises(ConnectionError, match="not available: 127.0.0.1: SSL"):
        look(site)
    assert site.asked == []


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(site, seconds):
    site.answers["/places"] = places(BERLIN)
    assert look(site, seconds=seconds)


@pytest.mark.parametrize("seconds", [0.09, 0, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(site, seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        look(site, seconds=seconds)
    assert site.asked == []


@pytest.mark.parametrize("url", ["", "example.org", "ftp://127.0.0.1/", "http:///x"])
def test_what_is_no_web_address_is_refused(site, url):
    site.url = url
    with pytest.raises(ValueError, match="not a web address: .*; write https://host/path"):
        look(site)
