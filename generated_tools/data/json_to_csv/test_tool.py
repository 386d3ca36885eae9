"""Tests of json_to_csv."""

import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tool import json_to_csv


def converted(tmp_path, content: str, **options):
    path = tmp_path / "in.json"
    path.write_text(content, "utf-8")
    output = tmp_path / "out.csv"
    return json_to_csv(str(path), str(output), **options), output


def test_each_object_becomes_a_row(tmp_path):
    found, output = converted(tmp_path, '[{"name": "Bö", "age": 3}, {"name": "a,b", "age": 4}]')
    assert output.read_bytes() == 'name,age\nBö,3\n"a,b",4\n'.encode()
    assert found == {"output": str(output), "rows": 2, "columns": ["name", "age"]}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.json", "out.csv"]


def test_columns_come_in_the_order_of_first_appearance(tmp_path):
    found, output = converted(tmp_path, '[{"b": 1}, {"a": 2, "b": 3}, {"c": null}]')
    assert found["columns"] == ["b", "a", "c"]
    assert output.read_text() == "b,a,c\n1,,\n3,2,\n,,\n"


def test_other_values_are_written_as_json(tmp_path):
    _, output = converted(tmp_path, '[{"a": true, "b": [1, "ü"], "c": {"d": 1.5}, "e": 0}]')
    rows = list(csv.reader(output.read_text("utf-8").splitlines()))
    assert rows[1] == ["true", '[1, "ü"]', '{"d": 1.5}', "0"]


def test_another_delimiter(tmp_path):
    _, output = converted(tmp_path, '[{"a": "1,5", "b": "x;y"}]', delimiter=";")
    assert output.read_text() == 'a;b\n1,5;"x;y"\n'


def test_a_byte_order_mark_is_passed_over(tmp_path):
    assert converted(tmp_path, '\ufeff[{"a": 1}]')[0]["columns"] == ["a"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON in UTF-8: .*in.json"),
        ('{"a": 1}', "not a list of objects: .*in.json"),
        ('[{"a": 1}, 2]', "not a list of objects: .*in.json"),
        ("[]", "no column: .*in.json"),
        ("[{}]", "no column: .*in.json"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_written(tmp_path, content, message):
    with pytest.raises(ValueError, match=message):
        converted(tmp_path, content)
    assert [path.name for path in tmp_path.iterdir()] == ["in.json"]


@pytest.mark.parametrize("delimiter", ["", "ab"])
def test_a_delimiter_is_one_character(tmp_path, delimiter):
    with pytest.raises(ValueError, match="must be one character"):
        converted(tmp_path, "[]", delimiter=delimiter)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        json_to_csv(str(tmp_path / "absent"), str(tmp_path / "out"))


def test_a_write_that_fails_leaves_no_partial_file(tmp_path):
    (tmp_path / "in.json").write_text('[{"a": 1}]')
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        json_to_csv(str(tmp_path / "in.json"), str(tmp_path / "taken"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.json", "taken"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.fixed_dictionaries({"a": st.text("x,\"'\n"), "b": st.text("ü;")}), min_size=1))
def test_texts_come_back_unchanged(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("rows")
    (folder / "in.json").write_text(json.dumps(rows))
    json_to_csv(str(folder / "in.json"), str(folder / "out.csv"))
    with (folder / "out.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.DictReader(stream)) == rows
