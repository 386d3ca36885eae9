"""The gate's last checks: a landing and its rollback, tried out in a scratch history."""

from dataclasses import replace
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.app.rehearsing import Rehearsing
from chotu_bot.domain.contract import Example, Permissions
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.shapes import Json, Scalar
from chotu_bot.gate.rehearsal import Rehearsal
from chotu_bot.publishing.rehearsing import rehearse
from journey import git
from sample_tools import candidate_of


def rules(rehearsal: Rehearsal) -> list[str]:
    return [one.rule for one in (*rehearsal.landed, *rehearsal.taken_back)]


def with_example(example: Example, *, body: str = "return text.upper()") -> Candidate:
    candidate = candidate_of("shout", body=body)
    return replace(candidate, contract=replace(candidate.contract, examples=(example,)))


def example(text: Json, result: Json) -> Example:
    return Example(arguments={"text": text}, result=result)


def test_a_tool_that_fits_is_listed_found_called_and_taken_back(chotu: Chotu, folder: Path) -> None:
    refs = git(folder, "for-each-ref")
    objects = git(folder, "count-objects", "-v")
    done = Rehearsing(chotu._shop)(candidate_of("shout"))
    assert done == Rehearsal(landed=(), taken_back=(), examples=1)
    assert git(folder, "for-each-ref") == refs
    assert git(folder, "count-objects", "-v") == objects


def test_one_rehearsal_serves_both_checks(chotu: Chotu) -> None:
    rehearse = Rehearsing(chotu._shop)
    candidate = candidate_of("shout")
    assert rehearse(candidate) is rehearse(candidate)
    plain = replace(candidate, contract=replace(candidate.contract, examples=()))
    assert rehearse(plain).examples == 0


@pytest.mark.parametrize(
    ("candidate", "rule", "told"),
    [
        (with_example(example("a", "a")), "reachable/other-result", "gives 'A' when called"),
        (with_example(example(3, "A")), "reachable/uncalled", "text"),
        (
            with_example(example("a", "A"), body="raise OSError('no' * 100)"),
            "reachable/uncalled",
            "it fails: OSError: nonono",
        ),
    ],
)
def test_an_example_that_a_call_does_not_give_is_a_finding(
    chotu: Chotu, candidate: Candidate, rule: str, told: str
) -> None:
    (found,) = Rehearsing(chotu._shop)(candidate).landed
    assert found.rule == rule
    assert told in found.message
    assert len(found.message) < 250


def test_an_example_with_a_file_is_called_with_the_grant_of_a_real_call(chotu: Chotu) -> None:
    given = Example(arguments={"text": "in/a.txt"}, result="A", files={"in/a.txt": b"A"})
    candidate = with_example(given, body="return open(text).read()")
    (denied,) = Rehearsing(chotu._shop)(candidate).landed
    assert "PermissionError" in denied.message or "FileNotFoundError" in denied.message
    granted = replace(candidate.contract, permissions=Permissions(read=("text",)))
    assert rules(Rehearsing(chotu._shop)(replace(candidate, contract=granted))) == []


def test_a_request_that_finds_nothing_is_a_finding(chotu: Chotu) -> None:
    (found,) = Rehearsing(chotu._shop)(candidate_of("shout", text="?!")).landed
    assert (found.rule, found.message) == (
        "reachable/unfound",
        "the request would find nothing",
    )


def test_a_tool_that_would_not_be_listed_is_a_finding(chotu: Chotu) -> None:
    scratch = rehearse(chotu._shop.repository, chotu.branch, candidate_of("shout"))
    (found,) = Rehearsing(chotu._shop)._unlisted(replace(scratch, listed=False))
    assert found.rule == "reachable/unlisted"


def test_a_registry_that_is_wrong_already_does_not_come_back(chotu: Chotu, folder: Path) -> None:
    """A rollback would write what the tool makes of its record, not what stood there."""
    assert chotu.learn("make a slug from a title").status == "landed"
    (record,) = (folder / "registry").glob("*/slugify.json")
    record.write_text(record.read_text().replace("slug", "snail", 1))
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    git(folder, *person, "commit", "--quiet", "--all", "-m", "Edit the registry")
    done = Rehearsing(chotu._shop)(candidate_of("slugify"))
    assert "rollback/changed" in rules(done)
    assert {one.file for one in done.taken_back} == {str(record.relative_to(folder))}
    assert not [
        one for one in rules(Rehearsing(chotu._shop)(candidate_of("shout"))) if "roll" in one
    ]


def test_a_number_is_compared_by_its_value(chotu: Chotu) -> None:
    candidate = with_example(example("a", 0.3), body="return sum([0.1] * 3)")
    number = replace(candidate.contract, result=Scalar("number"))
    assert rules(Rehearsing(chotu._shop)(replace(candidate, contract=number))) == []


def test_the_scratch_landing_knows_what_it_replaces(chotu: Chotu) -> None:
    assert chotu.learn("make a slug from a title").status == "landed"
    scratch = rehearse(chotu._shop.repository, chotu.branch, candidate_of("slugify"))
    assert (scratch.listed, scratch.problems, scratch.left) == (True, (), ())
