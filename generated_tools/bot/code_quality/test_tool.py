"""Tests of code_quality."""

import pytest
from tool import code_quality

GOOD = '''def good(a: int, *, b: str) -> str:
    """Do it."""
    return b * a
'''


def report(tmp_path, *sources, **limits):
    for number, source in enumerate(sources):
        (tmp_path / f"m{number}.py").write_text(source)
    return code_quality(str(tmp_path), **limits)


def found(tmp_path, source, **limits):
    findings = report(tmp_path, source, **limits)["findings"]
    return [(one["rule"], one["detail"]) for one in findings]


def test_good_code_has_no_findings(tmp_path):
    assert report(tmp_path, GOOD, GOOD + GOOD.replace("good", "better")) == {
        "files": 2,
        "lines": 9,
        "functions": 3,
        "score": 100.0,
        "findings": [],
        "summary": "3 of 3 functions without a finding (100.0 %) in 2 files",
    }


def test_a_folder_without_code(tmp_path):
    (tmp_path / "a.txt").write_text("def f(): pass")
    assert report(tmp_path) == {
        "files": 0,
        "lines": 0,
        "functions": 0,
        "score": 100.0,
        "findings": [],
        "summary": "0 of 0 functions without a finding (100.0 %) in 0 files",
    }


def test_places_are_told_in_order(tmp_path):
    source = "class A:\n    def f(self) -> int:\n        def g(): pass\n" + GOOD + "def h(): pass\n"
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.py").write_text("async def k(): pass\n")
    result = report(tmp_path, source)
    assert [(one["place"], one["rule"]) for one in result["findings"]] == [
        ("m0.py:2 f", "undocumented"),
        ("m0.py:3 g", "undocumented"),
        ("m0.py:3 g", "untyped"),
        ("m0.py:7 h", "undocumented"),
        ("m0.py:7 h", "untyped"),
        ("sub/x.py:1 k", "undocumented"),
        ("sub/x.py:1 k", "untyped"),
    ]
    assert (result["score"], result["functions"]) == (20.0, 5)
    assert result["summary"] == "1 of 5 functions without a finding (20.0 %) in 2 files"


def test_a_score_has_one_decimal(tmp_path):
    assert report(tmp_path, GOOD + "def a(): pass\ndef b(): pass\n")["score"] == 33.3


def test_hints_that_lack_are_named(tmp_path):
    source = 'def f(a, b: int, /, c, *, d):\n    """Do."""\n'
    assert found(tmp_path, source) == [("untyped", "no hints: a, c, d, return")]
    body = '        """Do."""\n'
    source = f"class A:\n    def f(self, x):\n{body}    def g(cls) -> int:\n{body}"
    assert found(tmp_path, source) == [("untyped", "no hints: x, return")]


def test_private_functions_need_no_words(tmp_path):
    assert found(tmp_path, "def _f(a):\n    return a\n") == []


def test_long_functions(tmp_path):
    body = "    x = 1\n" * 49
    assert found(tmp_path, f"def _f():\n{body}") == []
    assert found(tmp_path, f"def _f():\n{body}    x = 2\n") == [("long", "51 lines, more than 50")]
    assert found(tmp_path, "def _f():\n    x = 1\n", longest=1) == [
        ("long", "2 lines, more than 1")
    ]


@pytest.mark.parametrize(
    ("body", "ways"),
    [
        ("pass", 1),
        ("if a: pass\n    elif b: pass", 3),
        ("return 1 if a else 2", 2),
        ("for x in a: pass", 2),
        ("while a: pass", 2),
        ("return a and b and c or d", 4),
        ("return [x for x in a for y in b]", 3),
        ("assert a", 2),
        ("try: pass\n    except KeyError: pass\n    except OSError: pass", 3),
        ("match a:\n        case 1: pass\n        case _: pass", 3),
    ],
)
def test_ways_through_a_function(tmp_path, body, ways):
    source = f"def _f(a, b, c, d):\n    {body}\n"
    wanted = [("complex", f"{ways} ways through it, more than 1")] if ways > 1 else []
    assert found(tmp_path, source, most_complex=1) == wanted


def test_ten_ways_unless_said_otherwise(tmp_path):
    body = "    if x: pass\n"
    assert found(tmp_path, "def _f(x):\n" + body * 9) == []
    assert found(tmp_path, "def _f(x):\n" + body * 10) == [
        ("complex", "11 ways through it, more than 10")
    ]


def test_forks_of_asynchronous_code_count(tmp_path):
    source = "async def _f(a):\n    async for x in a: pass\n"
    assert found(tmp_path, source, most_complex=1) == [
        ("complex", "2 ways through it, more than 1")
    ]


@pytest.mark.parametrize("content", [b"def (", b"a\0b", b"\xff", b"(" * 3000])
def test_what_is_no_python_is_told_and_never_run(tmp_path, content):
    (tmp_path / "bad.py").write_bytes(content)
    result = report(tmp_path, GOOD)
    assert [(one["place"], one["rule"]) for one in result["findings"]] == [("bad.py", "no Python")]
    assert result["findings"][0]["detail"]
    assert (result["files"], result["functions"], result["score"]) == (2, 1, 100.0)


@pytest.mark.parametrize("limits", [{"longest": 0}, {"most_complex": 0}, {"longest": -1}])
def test_limits_below_one_are_refused(tmp_path, limits):
    with pytest.raises(ValueError, match="limits must be 1 or more, not "):
        report(tmp_path, **limits)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        code_quality(str(tmp_path / "absent"))
