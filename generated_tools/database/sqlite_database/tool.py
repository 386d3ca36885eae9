# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Keep tables in a SQLite database: create, insert, query, update and delete."
# category = "database"
# keywords = ["sqlite", "database", "table", "sql", "insert", "query", "create", "update", "delete", "collection"]
# permissions = { read = ["store"], write = ["store"] }
# ///
"""Keep tables in a SQLite database."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal, TypedDict

Value = str | int | float | None
Row = dict[str, Value]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


class Answer(TypedDict):
    """Rows that were found, rows that were changed, and the tables there are now."""

    rows: list[Row]
    changed: int
    tables: list[str]


def sqlite_database(
    store: str,
    action: Literal["tables", "create", "insert", "query", "update", "delete"],
    table: str = "",
    columns: dict[str, Literal["text", "integer", "real"]] | None = None,
    rows: list[Row] | None = None,
    where: Row | None = None,
    values: Row | None = None,
    database: str = "data",
) -> Answer:
    """Keep tables in a SQLite database: create, insert, query, update and delete.

    Args:
        store: An existing folder, in which the database file is kept.
        action: List the ``tables``, ``create`` one, ``insert`` rows, ``query`` rows, ``update``
            or ``delete`` rows.
        table: The table; needed for everything but ``tables``.
        columns: Types of the columns by name, for ``create``.
        rows: The rows to insert, each with its values by column.
        where: Values that a row must have, by column; none queries all rows, but update and
            delete need at least one.
        values: The new values by column, for ``update``.
        database: The name of the database, its file's name without ``.sqlite``.

    Returns:
        The rows found in the order of insertion, how many rows changed, and the tables.

    Raises:
        NotADirectoryError: If the store is not an existing folder.
        ValueError: If a name is not allowed, something needed is missing, or SQLite refuses,
            for instance because a table or column does not exist.
    """
    if not Path(store).is_dir():
        raise NotADirectoryError(f"not an existing folder: {store}")
    path = Path(store, f"{_checked(database)}.sqlite")
    statements = _statements(action, table, columns or {}, rows or [], where or {}, values or {})
    found: list[Row] = []
    changed = 0
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.row_factory = sqlite3.Row
            for statement, parameters in statements:
                cursor = connection.execute(statement, parameters)
                found.extend(dict(row) for row in cursor)
                changed += max(cursor.rowcount, 0)
            return {"rows": found, "changed": changed, "tables": _tables(connection)}
    except (sqlite3.Error, OverflowError) as error:
        raise ValueError(f"the database refused: {error}") from error


def _statements(
    action: str,
    table: str,
    columns: dict[str, Literal["text", "integer", "real"]],
    rows: list[Row],
    where: Row,
    values: Row,
) -> list[tuple[str, list[Value]]]:
    if action == "tables":
        return []
    name = _quoted(table)
    condition = " AND ".join(f"{_quoted(key)} IS ?" for key in where)
    wanted = list(where.values())
    match action:
        case "create":
            _need(columns, "create needs columns")
            kinds = ", ".join(f"{_quoted(key)} {kind.upper()}" for key, kind in columns.items())
            return [(f"CREATE TABLE {name} ({kinds})", [])]
        case "insert":
            _need(rows, "insert needs rows")
            return [_insert(name, row) for row in rows]
        case "update":
            _need(where and values, "update needs where and values")
            changes = ", ".join(f"{_quoted(key)} = ?" for key in values)
            return [(f"UPDATE {name} SET {changes} WHERE {condition}", [*values.values(), *wanted])]
        case "delete":
            _need(where, "delete needs where")
            return [(f"DELETE FROM {name} WHERE {condition}", wanted)]
        case _:
            return [(f"SELECT * FROM {name} WHERE {condition or 1} ORDER BY rowid", wanted)]


def _insert(name: str, row: Row) -> tuple[str, list[Value]]:
    _need(row, "a row has no values")
    columns = ", ".join(_quoted(key) for key in row)
    places = ", ".join("?" for _ in row)
    return f"INSERT INTO {name} ({columns}) VALUES ({places})", list(row.values())


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [row["name"] for row in rows]


def _need(given: object, message: str) -> None:
    if not given:
        raise ValueError(message)


def _quoted(name: str) -> str:
    return f'"{_checked(name)}"'


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name of letters, digits and _: {name[:60]!r}")
    return name


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(sqlite_database(**json.loads(given)), sys.stdout)
