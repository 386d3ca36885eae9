"""Tests of uuid_generate."""

import re
import uuid

import pytest
from tool import uuid_generate


def test_one_random_identifier_unless_said_otherwise():
    (found,) = uuid_generate()
    assert re.fullmatch(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", found)
    assert uuid.UUID(found).version == 4
    assert uuid.UUID(found).variant == uuid.RFC_4122


@pytest.mark.parametrize("count", [1, 2, 10_000])
def test_as_many_as_asked_for_and_all_different(count):
    assert len(set(uuid_generate(count))) == count


def test_two_calls_never_give_the_same():
    assert not set(uuid_generate(100)) & set(uuid_generate(100))


def test_a_name_always_has_the_same_identifier():
    expected = ["fcde3c85-2270-590f-9e7c-ee003d65e0e2"]
    assert uuid_generate(url="http://www.example.org/a") != expected
    assert uuid_generate(1, "http://example.org/") == uuid_generate(url="http://example.org/")
    assert uuid.UUID(uuid_generate(url="x")[0]).version == 5
    assert uuid_generate(url="http://python.org/") == ["4c565f0d-3f5a-5890-b41b-20cf47701c5e"]


@pytest.mark.parametrize("count", [0, -1, 10_001])
def test_a_count_out_of_range_is_refused(count):
    with pytest.raises(ValueError, match=f"count must be from 1 to 10000, not {count}"):
        uuid_generate(count)


def test_several_identifiers_for_one_name_are_refused():
    with pytest.raises(ValueError, match="one name has one identifier, not 2"):
        uuid_generate(2, "x")
