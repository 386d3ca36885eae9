"""Tests of sqlite_database."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tool import sqlite_database

ANN = {"name": "Ann", "age": 31, "size": 1.5}
BOB = {"name": "Bob", "age": None, "size": 2.0}


@pytest.fixture
def store(tmp_path):
    columns = {"name": "text", "age": "integer", "size": "real"}
    sqlite_database(str(tmp_path), "create", "people", columns=columns)
    sqlite_database(str(tmp_path), "insert", "people", rows=[ANN, BOB])
    return tmp_path


def rows(store, **where):
    return sqlite_database(str(store), "query", "people", where=where)["rows"]


def test_a_new_database_has_no_tables(tmp_path):
    assert sqlite_database(str(tmp_path), "tables") == {"rows": [], "changed": 0, "tables": []}


def test_a_created_table_has_its_columns(tmp_path):
    found = sqlite_database(str(tmp_path), "create", "t", columns={"a": "text", "b": "real"})
    assert found == {"rows": [], "changed": 0, "tables": ["t"]}
    connection = sqlite3.connect(tmp_path / "data.sqlite")
    kinds = [(row[1], row[2]) for row in connection.execute("PRAGMA table_info(t)")]
    connection.close()
    assert kinds == [("a", "TEXT"), ("b", "REAL")]


def test_inserted_rows_are_counted_and_found_in_their_order(store):
    extra = [{"name": "Aaron"}, {"age": 5, "name": "Zoe"}]
    found = sqlite_database(str(store), "insert", "people", rows=extra)
    assert found == {"rows": [], "changed": 2, "tables": ["people"]}
    assert [row["name"] for row in rows(store)] == ["Ann", "Bob", "Aaron", "Zoe"]
    assert rows(store)[:2] == [ANN, BOB]


def test_a_query_finds_rows_that_meet_every_condition(store):
    assert rows(store, name="Ann") == [ANN]
    assert rows(store, age=None) == [BOB]
    assert rows(store, name="Ann", age=31) == [ANN]
    assert rows(store, name="Ann", age=32) == []


def test_an_update_changes_only_what_meets_the_condition(store):
    found = sqlite_database(
        str(store), "update", "people", where={"name": "Bob"}, values={"age": 9, "size": 3.5}
    )
    assert (found["changed"], found["rows"]) == (1, [])
    assert rows(store) == [ANN, {"name": "Bob", "age": 9, "size": 3.5}]


def test_a_delete_removes_only_what_meets_the_condition(store):
    assert sqlite_database(str(store), "delete", "people", where={"age": 31})["changed"] == 1
    assert rows(store) == [BOB]


def test_tables_are_listed_by_name(store):
    sqlite_database(str(store), "create", "animals", columns={"a": "text"})
    assert sqlite_database(str(store), "tables")["tables"] == ["animals", "people"]


def test_databases_do_not_mix(store):
    assert sqlite_database(str(store), "tables", database="other")["tables"] == []
    assert sorted(path.name for path in store.iterdir()) == ["data.sqlite", "other.sqlite"]


def test_values_are_never_read_as_sql(store):
    text = "x'; DROP TABLE people; --"
    sqlite_database(str(store), "insert", "people", rows=[{"name": text}])
    assert [row["name"] for row in rows(store, name=text)] == [text]
    assert len(rows(store)) == 3


@pytest.mark.parametrize("bad", ["", "a b", 'x"', "1a", "a;b", "../x", "é", "a" * 64])
def test_names_are_never_read_as_sql(store, bad):
    message = "not a name of letters, digits and _: "
    with pytest.raises(ValueError, match=message):
        sqlite_database(str(store), "query", bad)
    with pytest.raises(ValueError, match=message):
        sqlite_database(str(store), "query", "people", where={bad: 1})
    with pytest.raises(ValueError, match=message):
        sqlite_database(str(store), "tables", database=bad)


def test_a_name_may_have_63_characters(store):
    name = "A_9" + "b" * 60
    found = sqlite_database(str(store), "create", name, columns={name: "text"})
    assert found["tables"] == [name, "people"]


@pytest.mark.parametrize(
    ("action", "options", "message"),
    [
        ("create", {}, "create needs columns"),
        ("insert", {}, "insert needs rows"),
        ("insert", {"rows": [{}]}, "a row has no values"),
        ("update", {"values": {"age": 1}}, "update needs where and values"),
        ("update", {"where": {"age": 1}}, "update needs where and values"),
        ("delete", {}, "delete needs where"),
    ],
)
def test_what_is_missing_is_named_and_nothing_changes(store, action, options, message):
    with pytest.raises(ValueError, match=message):
        sqlite_database(str(store), action, "people", **options)
    assert rows(store) == [ANN, BOB]


def test_what_sqlite_refuses_is_told(store):
    with pytest.raises(ValueError, match="the database refused: no such table: absent"):
        sqlite_database(str(store), "query", "absent")
    with pytest.raises(ValueError, match="the database refused: table .* already exists"):
        sqlite_database(str(store), "create", "people", columns={"a": "text"})


def test_rows_are_inserted_all_or_none(store):
    with pytest.raises(ValueError, match="the database refused: .*too large"):
        sqlite_database(str(store), "insert", "people", rows=[{"age": 1}, {"age": 2**64}])
    assert rows(store) == [ANN, BOB]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        sqlite_database(str(tmp_path / "absent"), "tables")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text("aB'\";%_?\n ü😀"), min_size=1))
def test_texts_come_back_unchanged(tmp_path_factory, texts):
    folder = str(tmp_path_factory.mktemp("store"))
    sqlite_database(folder, "create", "t", columns={"a": "text"})
    sqlite_database(folder, "insert", "t", rows=[{"a": text} for text in texts])
    assert [row["a"] for row in sqlite_database(folder, "query", "t")["rows"]] == texts
