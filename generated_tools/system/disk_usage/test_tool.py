"""Tests of disk_usage."""

import os

import pytest
from tool import disk_usage


def test_the_total_is_what_the_file_system_says(tmp_path):
    facts = os.statvfs(tmp_path)
    found = disk_usage(str(tmp_path))
    assert found["total"] == facts.f_blocks * facts.f_frsize > 0
    assert found["path"] == str(tmp_path)


def test_used_and_free_fit_into_the_total(tmp_path):
    (tmp_path / "content").write_bytes(b"x" * 2**20)
    found = disk_usage(str(tmp_path))
    assert found["used"] >= 2**20
    assert 0 < found["used"] + found["free"] <= found["total"]


def test_the_percentage_is_of_what_users_may_fill(tmp_path):
    (tmp_path / "content").write_bytes(b"x" * 2**20)
    found = disk_usage(str(tmp_path))
    share = found["used"] / (found["used"] + found["free"])
    assert found["percent_used"] == round(share * 100, 1)
    assert 0 < found["percent_used"] <= 100


def test_the_summary_says_it_in_one_line(tmp_path):
    found = disk_usage(str(tmp_path))
    free, total = (f"{found[key] / 1_000_000_000:.2f} GB" for key in ("free", "total"))
    assert found["summary"] == f"{found['percent_used']} % used, {free} of {total} free"


def test_a_file_tells_of_its_disk_too(tmp_path):
    path = tmp_path / "file"
    path.touch()
    assert disk_usage(str(path))["total"] == disk_usage(str(tmp_path))["total"]


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file or folder: .*absent"):
        disk_usage(str(tmp_path / "absent"))
