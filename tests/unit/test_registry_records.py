"""Registry records and decisions."""

import json
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.domain.contract import Risk
from chotu_bot.domain.toolfile import MalformedToolError
from chotu_bot.registry import DamagedRecordError, Decision, Record, approval_digest, record_of
from chotu_bot.registry.checking import index_bytes
from chotu_bot.registry.records import request_of
from sample_tools import CREATED, candidate_of, evidence_of, tool_source

SCHEMA = json.loads((files("chotu_bot.registry") / "schema.json").read_text("utf-8"))


def sample(**options: str) -> Record:
    candidate = candidate_of("shout", **options)
    return record_of(candidate.tool, candidate.tests, evidence_of(candidate))


def test_a_record_comes_back_from_its_bytes() -> None:
    record = sample(permissions='write = ["text"]')
    assert Record.from_bytes(record.to_bytes()) == record
    assert record.risk is Risk.WRITE
    assert record.signature == "shout(text: str, times: int = 1) -> str"
    assert (record.confidence, record.created) == (0.9, CREATED)
    assert set(record.digests) == {"tool", "tests", "evidence", "approval"}
    assert str(record.path) == "registry/text/shout.json"
    assert str(record.folder) == "generated_tools/text/shout"


def test_record_and_index_meet_the_published_schema() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    validator.validate(sample(permissions="system = true").to_json())
    validator.validate(json.loads(index_bytes()))
    bare = record_of(tool_source("shout"), None, None)
    validator.validate(bare.to_json())
    assert (bare.confidence, bare.created, bare.lineage) == (None, "", {})


@pytest.mark.parametrize(
    "evidence",
    [b"", b"{", b"[]", b'{"predicate": 3}', b'{"predicate": {"confidence": true, "created": 1}}'],
)
def test_evidence_that_says_nothing_is_tolerated(evidence: bytes) -> None:
    record = record_of(tool_source("shout"), None, evidence)
    assert (record.confidence, record.created, record.lineage) == (None, "", {})
    assert "evidence" in record.digests
    assert request_of(evidence) == ("", "")


def test_a_plain_number_is_a_confidence_too() -> None:
    evidence = b'{"predicate": {"confidence": 0.5, "lineage": {"previous": {"version": "1.0.0"}}}}'
    record = record_of(tool_source("shout"), None, evidence)
    assert record.confidence == 0.5
    assert record.lineage == {"previous": {"version": "1.0.0"}}


def test_the_request_is_read_from_the_evidence() -> None:
    candidate = candidate_of("shout", text="say it loud")
    assert request_of(evidence_of(candidate)) == ("say it loud", "person")


def test_files_of_examples_are_kept_as_digests() -> None:
    line = """'{"arguments": {"text": "f"}, "result": "A", "files": {"f": "content"}}'"""
    source = tool_source("shout").decode()
    start = source.index("# examples")
    end = source.index("\n", start)
    record = record_of(
        (source[:start] + f"# examples = [{line}]" + source[end:]).encode(), None, None
    )
    shown = record.examples[0]["files"]
    assert isinstance(shown, dict)
    assert set(shown) == {"f"}
    assert b"content" not in record.to_bytes()


def test_the_approval_digest_changes_with_what_is_approved_and_nothing_else() -> None:
    one = candidate_of("shout")
    other = candidate_of("shout", body="return text.lower()")
    assert approval_digest(one.contract, one.tool) == approval_digest(one.contract, one.tool)
    assert approval_digest(one.contract, one.tool) != approval_digest(other.contract, other.tool)
    wider = candidate_of("shout", permissions='read = ["text"]')
    assert approval_digest(one.contract, one.tool) != approval_digest(wider.contract, one.tool)


def test_a_tool_that_cannot_be_read_has_no_record() -> None:
    with pytest.raises(MalformedToolError):
        record_of(b"x = 1\n", None, None)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        sample().to_bytes()[:-40],
        sample().to_bytes().replace(b'"schema": 1', b'"schema": 99'),
        sample().to_bytes().replace(b'"risk": "pure"', b'"risk": "none"'),
        sample().to_bytes().replace(b'"permissions": {}', b'"permissions": []'),
        sample().to_bytes().replace(b'"permissions": {}', b'"permissions": {"fly": ["x"]}'),
        sample().to_bytes().replace(b'"name": "shout"', b'"name": "../x"'),
        sample().to_bytes().replace(b'"version"', b'"vision"'),
    ],
)
def test_f30_a_damaged_record_is_an_error_and_never_an_empty_one(damage: bytes) -> None:
    with pytest.raises(DamagedRecordError, match="not a registry record"):
        Record.from_bytes(damage)


@given(st.binary(max_size=200))
def test_no_bytes_make_a_record_by_accident(content: bytes) -> None:
    with pytest.raises(DamagedRecordError):
        Record.from_bytes(content)


def test_a_decision_is_one_file_named_by_its_content() -> None:
    decision = Decision(kind="rejection", subject="shout", reason="no", made=CREATED, by="Ada")
    (path,) = decision.changes()
    assert path.startswith("registry/ledger/rejection/")
    assert decision.changes() == decision.changes()
    other = Decision(kind="rejection", subject="shout", reason="never", made=CREATED, by="Ada")
    assert set(other.changes()) != {path}
