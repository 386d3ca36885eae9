"""Tests of csv_join."""

import csv

import pytest
from tool import csv_join


def join(tmp_path, left, right, on="id", **options):
    for file, content in (("l.csv", left), ("r.csv", right)):
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    paths = [str(tmp_path / file) for file in ("l.csv", "r.csv", "o.csv")]
    found = csv_join(*paths, on, **options)
    return found, (tmp_path / "o.csv").read_text("utf-8")


def test_rows_with_the_same_value_are_joined(tmp_path):
    found, text = join(tmp_path, "id,name\n1,Al\n2,Bö\n", 'city,id\n"Rome, IT",2\nOslo,3\n')
    assert text == 'id,name,city\n2,Bö,"Rome, IT"\n'
    assert found == {
        "output": str(tmp_path / "o.csv"),
        "rows": 1,
        "columns": ["id", "name", "city"],
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l.csv", "o.csv", "r.csv"]


def test_every_match_gives_a_row(tmp_path):
    _, text = join(tmp_path, "id,a\nx,1\nx,2\n", "id,b\nx,3\nx,4\n")
    assert text == "id,a,b\nx,1,3\nx,1,4\nx,2,3\nx,2,4\n"


def test_rows_without_a_match_may_be_kept(tmp_path):
    found, text = join(tmp_path, "id,a\n1,x\n2,y\n", "id,b,c\n2,p,q\n", keep="left")
    assert text == "id,a,b,c\n1,x,,\n2,y,p,q\n"
    assert found["rows"] == 2


def test_a_mark_is_no_name_and_blank_lines_are_passed_over(tmp_path):
    assert join(tmp_path, b"\xef\xbb\xbfid\n\n1\n", "id,b\n1,x\n")[1] == "id,b\n1,x\n"


def test_no_rows_give_the_names_alone(tmp_path):
    assert join(tmp_path, "id\n", "id,b\n")[1] == "id,b\n"


@pytest.mark.parametrize(
    ("left", "right", "file"),
    [
        ("a\n1\n", "id\n1\n", "l.csv"),
        ("id\n1\n", "", "r.csv"),
        ("id,id\n1,1\n", "id\n1\n", "l.csv"),
    ],
)
def test_a_file_without_the_column_is_named(tmp_path, left, right, file):
    with pytest.raises(ValueError, match=f"not one column is called 'id' in .*{file}; there are "):
        join(tmp_path, left, right)
    assert not (tmp_path / "o.csv").exists()


def test_another_shared_column_is_named(tmp_path):
    with pytest.raises(ValueError, match="both files have a column a: rename one"):
        join(tmp_path, "id,b,a\n", "b,a,id\n")


@pytest.mark.parametrize(("row", "count"), [("1", 1), ("1,2,3", 3)])
def test_a_row_of_another_length_is_named(tmp_path, row, count):
    with pytest.raises(ValueError, match=f"line 3 has {count} values for 2: .*l.csv"):
        join(tmp_path, f"id,a\n1,2\n{row}\n", "id\n")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not a UTF-8 text: .*l.csv"):
        join(tmp_path, b"id\n\xf6\n", "id\n")


def test_a_damaged_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not a sound CSV file: .*r.csv"):
        join(tmp_path, "id\n", 'id\n"1')


def test_a_missing_file_is_named(tmp_path):
    (tmp_path / "l.csv").write_text("id\n")
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        csv_join(str(tmp_path / "l.csv"), str(tmp_path / "absent"), str(tmp_path / "o"), "id")


def test_a_write_that_fails_leaves_no_partial_file(tmp_path):
    (tmp_path / "a").write_text("id\n")
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        csv_join(str(tmp_path / "a"), str(tmp_path / "a"), str(tmp_path / "taken"), "id")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "taken"]


def test_a_table_joined_with_its_keys_is_itself(tmp_path):
    rows = [{"id": str(one), "a": "x" * one} for one in range(20)]
    left = "id,a\n" + "".join(f"{one['id']},{one['a']}\n" for one in rows)
    keys = "id\n" + "".join(f"{one['id']}\n" for one in reversed(rows))
    assert list(csv.DictReader(join(tmp_path, left, keys)[1].splitlines())) == rows
