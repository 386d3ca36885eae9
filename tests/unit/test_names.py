"""Names from models and people become paths in one place, which refuses everything else."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.domain import names


@pytest.mark.parametrize(
    "name",
    [
        "../x", "a/b", "a\\b", "class", "match", "json", "print", "learn", "rollback", "run",
        "test_it", "word_test", "tool", "conftest", "pytest", "", "A", "1a", "_a", "a-b", "a b",
        "\u0430bc", "caf\u00e9", "a\n", "a" * 49, "..", "con\0", "os", "list", "\uff41bc",
    ],
)  # fmt: skip
def test_f24_a_name_that_could_do_harm_is_refused_with_a_reason(name: str) -> None:
    assert names.refusal(name)
    with pytest.raises(ValueError, match=r"."):
        names.tool_folder("text", name)
    with pytest.raises(ValueError, match=r"."):
        names.record_path("text", name)


@pytest.mark.parametrize("name", ["word_count", "pdf_merge", "a", "x" * 48, "sha256_of_file"])
def test_a_plain_name_is_allowed(name: str) -> None:
    assert names.refusal(name) is None
    assert str(names.tool_folder("text", name)) == f"generated_tools/text/{name}"
    assert str(names.record_path("text", name)) == f"registry/text/{name}.json"


def test_a_category_outside_the_list_makes_no_path() -> None:
    with pytest.raises(ValueError, match=r"no category '\.\./etc'"):
        names.tool_folder("../etc", "word_count")


@given(st.text(alphabet=string.printable + "\u202e\u0430/\\", max_size=60))
def test_whatever_is_allowed_stays_inside_its_folder(name: str) -> None:
    if names.refusal(name) is None:
        folder = names.tool_folder("misc", name)
        assert folder.parts == ("generated_tools", "misc", name)
        assert name.isascii()
        assert name.isidentifier()
