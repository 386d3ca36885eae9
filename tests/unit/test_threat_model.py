"""The threat model claims nothing without a test that exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and "| what holds" not in line]


@pytest.mark.parametrize(("file", "function"), NAMED)
def test_every_test_that_the_threat_model_names_exists(file: str, function: str) -> None:
    tree = ast.parse((ROOT / file).read_bytes())
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS)
def test_every_claim_of_the_threat_model_names_a_test(row: str) -> None:
    assert re.search(r"`tests/[\w/]+\.py::test_\w+`", row), row


def test_every_attacker_says_what_does_not_hold() -> None:
    attackers = re.findall(r"(?m)^## (.+)$", PAGE)[:-1]
    assert len(attackers) == 8
    assert PAGE.count("**What does not hold.**") == len(attackers)
