"""A sample of the corpus."""

from tool import add


def test_in_another_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")
    assert add(1, 2) == 3
