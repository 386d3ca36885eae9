"""Tests of csv_statistics."""

import pytest
from tool import csv_statistics


def described(tmp_path, content, **options):
    path = tmp_path / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return csv_statistics(str(path), **options)


def test_all_figures_of_a_column(tmp_path):
    found = described(tmp_path, "price\n2.5\n\n4\nfree\n2.5\n -1 \n")
    assert found == {
        "rows": 5,
        "columns": [
            {
                "name": "price",
                "filled": 5,
                "empty": 0,
                "different": 4,
                "most_frequent": "2.5",
                "numbers": 4,
                "minimum": -1.0,
                "maximum": 4.0,
                "mean": 2.0,
                "sum": 8.0,
            }
        ],
    }


def test_columns_are_told_apart(tmp_path):
    found = described(tmp_path, "name,age\nAnn,30\nBob,\nAnn, \n")["columns"]
    assert [(one["name"], one["filled"], one["empty"]) for one in found] == [
        ("name", 3, 0),
        ("age", 1, 2),
    ]
    assert [(one["different"], one["most_frequent"]) for one in found] == [(2, "Ann"), (1, "30")]


def test_a_column_without_numbers(tmp_path):
    (column,) = described(tmp_path, "a\nnan\ninf\nx\n")["columns"]
    assert (column["numbers"], column["minimum"], column["maximum"]) == (0, 0.0, 0.0)
    assert (column["mean"], column["sum"]) == (0.0, 0.0)


def test_of_equals_the_first_is_most_frequent(tmp_path):
    assert described(tmp_path, "a\ny\nx\nz\n")["columns"][0]["most_frequent"] == "y"


def test_names_alone_are_no_rows(tmp_path):
    found = described(tmp_path, b"\xef\xbb\xbfa,b\n")
    assert found["rows"] == 0
    assert [one["name"] for one in found["columns"]] == ["a", "b"]
    assert found["columns"][0]["most_frequent"] == ""


def test_sums_do_not_lose_small_parts(tmp_path):
    (column,) = described(tmp_path, "a\n" + "0.1\n" * 10)["columns"]
    assert (column["sum"], column["mean"]) == (1.0, 0.1)


def test_another_delimiter(tmp_path):
    assert len(described(tmp_path, "a;b\n1,5;2\n", delimiter=";")["columns"]) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no line with column names: .*data.csv"),
        ("a,b\n1,2\n3\n", "row 2 has 1 values for 2 columns"),
        ("a\n1,2\n", "row 1 has 2 values for 1 columns"),
        (b"a\n\xff\n", "not a sound CSV file in UTF-8: .*data.csv"),
        ('a\n"open\n', "not a sound CSV file in UTF-8: .*data.csv"),
    ],
)
def test_a_bad_file_is_refused(tmp_path, content, message):
    with pytest.raises(ValueError, match=message):
        described(tmp_path, content)


@pytest.mark.parametrize("delimiter", ["", ";;"])
def test_a_delimiter_is_one_character(tmp_path, delimiter):
    with pytest.raises(ValueError, match="must be one character"):
        described(tmp_path, "a\n", delimiter=delimiter)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        csv_statistics(str(tmp_path / "absent"))
