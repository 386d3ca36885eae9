"""Tests of file_hash."""

import hashlib

import pytest
from tool import file_hash

ABC = {
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "md5": "900150983cd24fb0d6963f7d28e17f72",
    "sha3_256": "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
}


@pytest.fixture
def path(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    return str(tmp_path / "file")


@pytest.mark.parametrize("algorithm", list(ABC))
def test_known_checksums(path, algorithm):
    assert file_hash(path, algorithm) == {
        "algorithm": algorithm,
        "checksum": ABC[algorithm],
        "size": 3,
        "matches": True,
    }


@pytest.mark.parametrize("algorithm", ["sha512", "blake2b"])
def test_long_checksums(path, algorithm):
    expected = hashlib.new(algorithm, b"abc", usedforsecurity=False).hexdigest()
    assert file_hash(path, algorithm)["checksum"] == expected


def test_the_algorithm_that_was_asked_for_is_the_default(path):
    assert file_hash(path) == file_hash(path, "sha256")


def test_a_large_file_is_read_to_its_end(tmp_path):
    content = b"0123456789" * 300_000
    (tmp_path / "large").write_bytes(content)
    found = file_hash(str(tmp_path / "large"), "sha256")
    assert found["checksum"] == hashlib.sha256(content).hexdigest()
    assert found["size"] == 3_000_000


def test_an_empty_file_has_a_checksum(tmp_path):
    (tmp_path / "empty").touch()
    found = file_hash(str(tmp_path / "empty"), "md5")
    assert (found["checksum"], found["size"]) == ("d41d8cd98f00b204e9800998ecf8427e", 0)


def test_the_expected_checksum_may_be_in_capitals(path):
    assert file_hash(path, "sha256", f" {ABC['sha256'].upper()}\n")["matches"] is True


def test_another_checksum_does_not_match(path):
    assert file_hash(path, "sha256", "0" * 64)["matches"] is False


@pytest.mark.parametrize("expected", ["0" * 63, "0" * 65, "abc"])
def test_what_is_no_checksum_of_this_algorithm_is_refused(path, expected):
    with pytest.raises(ValueError, match="a sha256 checksum has 64 digits"):
        file_hash(path, "sha256", expected)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        file_hash(str(tmp_path / "absent"), "md5")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: "):
        file_hash(str(tmp_path), "md5")
