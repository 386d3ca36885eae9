"""Tests of csv_query."""

import pytest
from tool import csv_query

CONTENT = "name,age,city\nAnn,9,Oslo\nBob,31,Rome\n\nCid,100,oslo\nDee,n/a,Paris\n"


@pytest.fixture
def path(tmp_path):
    (tmp_path / "people.csv").write_text(CONTENT)
    return str(tmp_path / "people.csv")


def names(path, **options):
    return [row["name"] for row in csv_query(path, **options)]


def test_all_rows_in_the_order_of_the_file(path):
    assert csv_query(path)[0] == {"name": "Ann", "age": "9", "city": "Oslo"}
    assert names(path) == ["Ann", "Bob", "Cid", "Dee"]


@pytest.mark.parametrize(
    ("comparison", "value", "expected"),
    [
        ("=", "31.0", ["Bob"]),
        ("!=", "31", ["Ann", "Cid", "Dee"]),
        ("<", "31", ["Ann"]),
        ("<=", "31", ["Ann", "Bob"]),
        (">", "31", ["Cid", "Dee"]),
        (">=", "31", ["Bob", "Cid", "Dee"]),
        ("=", "n/a", ["Dee"]),
        ("<", "2x", ["Cid"]),
        ("contains", "1", ["Bob", "Cid"]),
        ("contains", "N/", ["Dee"]),
    ],
)
def test_conditions_on_numbers_and_texts(path, comparison, value, expected):
    assert names(path, column="age", comparison=comparison, value=value) == expected


def test_texts_are_equal_letter_by_letter(path):
    assert names(path, column="city", value="Oslo") == ["Ann"]
    assert names(path, column="city", comparison="contains", value="OSLO") == ["Ann", "Cid"]


def test_an_empty_value_is_compared_too(path, tmp_path):
    assert names(path, column="city") == []
    (tmp_path / "gaps.csv").write_text("name,age\nAnn,\nBob,2\n")
    assert names(str(tmp_path / "gaps.csv"), column="age") == ["Ann"]


def test_numbers_sort_before_texts(path):
    assert names(path, sort_by="age") == ["Ann", "Bob", "Cid", "Dee"]
    assert names(path, sort_by="age", descending=True) == ["Dee", "Cid", "Bob", "Ann"]
    assert names(path, sort_by="city") == ["Ann", "Dee", "Bob", "Cid"]


def test_chosen_columns_in_the_chosen_order(path):
    found = csv_query(path, select=["city", "name"], limit=1)
    assert [list(row.items()) for row in found] == [[("city", "Oslo"), ("name", "Ann")]]


def test_the_limit_comes_after_sorting(path):
    assert names(path, sort_by="name", descending=True, limit=2) == ["Dee", "Cid"]


def test_a_hundred_rows_unless_said_otherwise(tmp_path):
    (tmp_path / "many.csv").write_text("name\n" + "x\n" * 101)
    assert len(names(str(tmp_path / "many.csv"))) == 100


@pytest.mark.parametrize("options", [{"column": "x"}, {"sort_by": "x"}, {"select": ["name", "x"]}])
def test_an_unknown_column_is_named_with_the_known_ones(path, options):
    with pytest.raises(ValueError, match="no column 'x'; there are name, age, city"):
        csv_query(path, **options)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no line with column names"),
        (b"a,b\n1,2\n3\n", "row 2 has 1 values for 2 columns"),
        (b"a,b\n1\n2,3\n", "row 1 has 1 values for 2 columns"),
        (b"a\n\xff\n", "not a UTF-8 text: .*bad.csv"),
    ],
)
def test_a_bad_file_is_refused(tmp_path, content, message):
    (tmp_path / "bad.csv").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        csv_query(str(tmp_path / "bad.csv"))


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_under_one_is_refused(path, limit):
    with pytest.raises(ValueError, match=f"limit must be 1 or more, not {limit}"):
        csv_query(path, limit=limit)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        csv_query(str(tmp_path / "absent"))
