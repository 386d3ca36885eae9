"""A sample of the corpus."""

from tool import add


def test_many():
    results = []
    for a in range(3):
        result = add(a, 1)
        if a % 2:
            assert result == a + 1
        results.append(result)
    assert results == [1, 2, 3]
