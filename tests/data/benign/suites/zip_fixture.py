"""A sample of the corpus."""

import io
import zipfile

from tool import add


def make_zip(path):
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("a.txt", "a")
    return path


def test_zip(tmp_path):
    target = make_zip(tmp_path / "a.zip")
    assert zipfile.ZipFile(io.BytesIO(target.read_bytes())).namelist() == ["a.txt"]
    assert add(1, 2) == 3
