"""From arguments to grants: exactly what the caller named, and new files appear whole."""

from pathlib import Path

import pytest

from chotu_bot.calling.paths import address, outside, plan, put_in_place
from chotu_bot.domain.contract import Contract, Parameter, Permissions
from chotu_bot.domain.shapes import Anything, ListOf, Scalar, Shape
from chotu_bot.errors import ToolFailedError, UsageError

TEXT = Scalar("string")


def contract(**permissions: tuple[str, ...]) -> Contract:
    shapes: dict[str, Shape] = dict.fromkeys(("source", "target", "url", "program"), TEXT)
    shapes["sources"] = ListOf(TEXT)
    return Contract(
        name="a_tool",
        summary="S.",
        category="files",
        parameters=tuple(
            Parameter(name=name, shape=shape, annotation="str") for name, shape in shapes.items()
        ),
        permissions=Permissions(**permissions),
    )


def test_a_path_is_resolved_and_granted_only_where_the_contract_names_it(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "a b.txt")
    made = plan(
        contract(read=("source", "sources")),
        {"source": "link", "sources": ["a b.txt", "missing"], "target": "elsewhere"},
        tmp_path,
    )
    assert made.arguments["source"] == str(tmp_path / "a b.txt")
    assert made.arguments["target"] == "elsewhere"
    assert made.grants.read == (tmp_path / "a b.txt",)
    assert made.grants.write == ()
    assert made.collect == ()


def test_a_new_output_is_staged_and_an_existing_folder_granted_in_place(tmp_path: Path) -> None:
    made = plan(contract(write=("target",)), {"target": "new.txt"}, tmp_path)
    assert made.arguments["target"] == "out/0/new.txt"
    assert made.grants.write == ()
    assert made.collect == ("out",)
    written = put_in_place(made, {"out/0/new.txt": b"content", "out/0/.keep": b""})
    assert written == (tmp_path / "new.txt",)
    assert (tmp_path / "new.txt").read_bytes() == b"content"
    (tmp_path / "store").mkdir()
    kept = plan(contract(write=("target",)), {"target": "store"}, tmp_path)
    assert kept.grants.write == (tmp_path / "store",)
    assert kept.staged == ()


def test_an_existing_file_is_copied_in_and_replaced_only_when_it_changed(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"old")
    made = plan(contract(write=("target",)), {"target": "log"}, tmp_path)
    assert made.files["out/0/log"] == b"old"
    assert put_in_place(made, {"out/0/log": b"old"}) == ()
    assert put_in_place(made, {"out/0/log": b"old new"}) == (tmp_path / "log",)
    assert (tmp_path / "log").read_bytes() == b"old new"


def test_a_new_folder_is_put_in_place_file_by_file(tmp_path: Path) -> None:
    made = plan(contract(write=("target",)), {"target": "made"}, tmp_path)
    files = {"out/0/made/a/b.txt": b"1", "out/0/made/c": b"2", "out/0/other": b"3", "out/1/x": b"4"}
    assert put_in_place(made, files) == (tmp_path / "made/a/b.txt", tmp_path / "made/c")
    assert not (tmp_path / "other").exists()


def test_what_cannot_be_a_target_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        plan(contract(write=("target",)), {"target": "no/such/new.txt"}, tmp_path)
    with pytest.raises(UsageError, match="NUL"):
        plan(contract(read=("source",)), {"source": "a\0b"}, tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(UsageError, match=r"loop|resolved"):
        plan(contract(write=("target",)), {"target": "loop/x"}, tmp_path)


def test_a_target_that_cannot_be_written_fails_the_call(tmp_path: Path) -> None:
    made = plan(contract(write=("target",)), {"target": "gone"}, tmp_path)
    (tmp_path / "gone").write_bytes(b"")
    with pytest.raises(ToolFailedError, match="cannot be written"):
        put_in_place(made, {"out/0/gone/below": b"x"})


def test_staged_paths_are_given_back_as_the_caller_knows_them(tmp_path: Path) -> None:
    made = plan(contract(write=("target",)), {"target": "new.txt"}, tmp_path)
    real = str(tmp_path / "new.txt")
    assert outside(made, "out/0/new.txt") == real
    assert outside(made, "/scratch/work/out/0/new.txt") == real
    assert outside(made, ["out/0/new.txt", {"a": "out/0/new.txt"}, 3]) == [real, {"a": real}, 3]
    assert outside(made, "wrote /scratch/out/0/new.txt now") == f"wrote {real} now"
    assert outside(made, "about nothing") == "about nothing"


def test_hosts_programs_and_variables_come_from_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY", "secret")
    monkeypatch.setenv("OTHER", "hidden")
    made = plan(
        contract(
            net=("api.example.org:443", "{url}", "{sources}"),
            run=("sh", "{program}", "no-such-program"),
            env=("CANARY", "UNSET_VARIABLE"),
        ),
        {
            "url": "https://example.org/x",
            "sources": ["http://127.0.0.1:8080", "host:99"],
            "program": "cat",
        },
        tmp_path,
    )
    assert made.grants.net == (
        ("api.example.org", 443),
        ("example.org", 443),
        ("127.0.0.1", 8080),
        ("host", 99),
    )
    assert [Path(one).is_absolute() for one in made.grants.run] == [True, True]
    assert made.grants.env == {"CANARY": "secret"}


def test_a_default_path_is_granted_too(tmp_path: Path) -> None:
    (tmp_path / "default").write_text("x")
    asked = Contract(
        name="a_tool",
        summary="S.",
        category="files",
        parameters=(
            Parameter(
                name="source", shape=TEXT, annotation="str", required=False, default="default"
            ),
            Parameter(name="none", shape=Anything(), annotation="str | None", required=False),
        ),
        permissions=Permissions(read=("source", "none")),
    )
    made = plan(asked, {}, tmp_path)
    assert made.grants.read == (tmp_path / "default",)
    assert made.arguments == {"source": str(tmp_path / "default")}
    assert plan(asked, {"none": 3}, tmp_path).arguments["none"] == 3


@pytest.mark.parametrize("text", ["", "host", "https://", "host:x", "ftp:"])
def test_an_address_without_host_and_port_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        address(text)


def test_addresses_are_read_from_urls_and_pairs() -> None:
    assert address("http://a.example/x") == ("a.example", 80)
    assert address("https://a.example:8443") == ("a.example", 8443)
    assert address("[::1]:53") == ("::1", 53)
