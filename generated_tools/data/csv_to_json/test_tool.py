"""Tests of csv_to_json."""

import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tool import csv_to_json


def converted(tmp_path, content: str | bytes, **options):
    path = tmp_path / "in.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    output = tmp_path / "out.json"
    found = csv_to_json(str(path), str(output), **options)
    return found, json.loads(output.read_text("utf-8"))


def test_each_row_becomes_an_object(tmp_path):
    found, rows = converted(tmp_path, 'name,note\nAnn,"a, ""b"""\nBö,x\n')
    assert rows == [{"name": "Ann", "note": 'a, "b"'}, {"name": "Bö", "note": "x"}]
    assert found == {
        "output": str(tmp_path / "out.json"),
        "rows": 2,
        "columns": ["name", "note"],
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.json"]


def test_the_text_has_one_line_per_row(tmp_path):
    converted(tmp_path, "a\nü\n2\n")
    assert (tmp_path / "out.json").read_text("utf-8") == '[\n{"a": "ü"},\n{"a": "2"}\n]\n'


def test_a_header_alone_gives_no_rows(tmp_path):
    found, rows = converted(tmp_path, "a,b\n")
    assert (found["rows"], rows) == (0, [])


def test_blank_lines_are_passed_over_and_a_mark_is_not_a_name(tmp_path):
    _, rows = converted(tmp_path, b"\xef\xbb\xbfa\n\n1\n")
    assert rows == [{"a": "1"}]


def test_another_delimiter(tmp_path):
    assert converted(tmp_path, "a;b\n1,5;2\n", delimiter=";")[1] == [{"a": "1,5", "b": "2"}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("1.50", 1.5),
        ("-0.25", -0.25),
        ("007", "007"),
        ("1e5", "1e5"),
        ("1.", "1."),
        ("", ""),
        (" 1", " 1"),
        ("1234567890123456", "1234567890123456"),
        ("123456789012345", 123456789012345),
    ],
)
def test_numbers_on_demand(tmp_path, text, value):
    _, rows = converted(tmp_path, f"a,b\n{text},x\n", numbers=True)
    assert rows == [{"a": value, "b": "x"}]
    assert type(rows[0]["a"]) is type(value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no line with column names"),
        ("a,,c\n", "column 2 has no name"),
        ("a,b,a\n", "a column name comes twice"),
        ("a,b\n1,2\n3\n", "row 2 has 1 values for 2 columns"),
        ("a\n1,2\n", "row 1 has 2 values for 1 columns"),
        (b"a\n\xff\n", "not a UTF-8 text: .*in.csv"),
        ('a\n"open\n', "not a sound CSV file: .*in.csv"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_left(tmp_path, content, message):
    with pytest.raises(ValueError, match=message):
        converted(tmp_path, content)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize("delimiter", ["", ";;"])
def test_a_delimiter_is_one_character(tmp_path, delimiter):
    with pytest.raises(ValueError, match="must be one character"):
        converted(tmp_path, "a\n", delimiter=delimiter)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        csv_to_json(str(tmp_path / "absent"), str(tmp_path / "out"))


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.tuples(st.text("a,\"'ü \n"), st.text("b;\r\n", min_size=1)), max_size=5))
def test_what_csv_wrote_is_read_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("rows")
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("first", "second"), *rows])
    csv_to_json(str(folder / "rows.csv"), str(folder / "rows.json"))
    found = json.loads((folder / "rows.json").read_text("utf-8"))
    assert [tuple(row.values()) for row in found] == rows
