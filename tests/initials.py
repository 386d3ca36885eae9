"""A tool with a planted fault, which two spaces in a row bring out, and what is said of it."""

INITIALS = '''def initials(name: str) -> str:
    """Take the initials of a name.

    Args:
        name: The name.

    Returns:
        The first letters, in capitals.
    """
    return "".join(part[0].upper() for part in name.split(" "))
'''
MODULE = f'"""Initials."""\n\n\n{INITIALS}'
RIGHT = MODULE.replace('split(" ")', "split()")
TESTS = """def test_two_names() -> None:
    assert initials("Ada Lovelace") == "AL"


def test_three_small_names() -> None:
    assert initials("grace brewster hopper") == "GBH"


def test_one_name() -> None:
    assert initials("plato") == "P"
"""
FAILING = """def test_failing_call() -> None:
    assert initials("Ada  Lovelace") == "AL"
"""
SIBLINGS = """def test_three_spaces() -> None:
    assert initials("Alan   Turing") == "AT"


def test_a_space_before() -> None:
    assert initials(" plato") == "P"


def test_a_space_after() -> None:
    assert initials("plato ") == "P"
"""
CALL = {"name": "Ada  Lovelace"}
