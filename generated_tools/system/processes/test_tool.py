"""Tests of processes."""

import pytest
from tool import processes


def process(proc, pid, name, memory=None, state="S (sleeping)", threads=1):
    (proc / str(pid)).mkdir()
    lines = [f"Name:\t{name}", f"State:\t{state}", f"Threads:\t{threads}", "Seccomp:\t0", ""]
    if memory is not None:
        lines.insert(2, f"VmRSS:\t  {memory} kB")
    (proc / str(pid) / "status").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def proc(tmp_path):
    process(tmp_path, 1, "systemd", 10)
    process(tmp_path, 20, "kworker/0:1", state="I (idle)")
    process(tmp_path, 300, "Firefox", 5000, "R (running)", 42)
    process(tmp_path, 7, "fireworks", 10)
    (tmp_path / "meminfo").touch()
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "status").write_text("Name:\tno number\n")
    return tmp_path


def test_the_most_memory_comes_first_and_equals_by_number(proc):
    found = processes(proc=str(proc))
    assert [one["pid"] for one in found] == [300, 1, 7, 20]
    assert found[0] == {
        "pid": 300,
        "name": "Firefox",
        "state": "running",
        "threads": 42,
        "memory": 5_120_000,
    }


def test_a_thread_of_the_kernel_has_no_memory(proc):
    assert processes(proc=str(proc))[-1] == {
        "pid": 20,
        "name": "kworker/0:1",
        "state": "idle",
        "threads": 1,
        "memory": 0,
    }


def test_names_match_in_part_and_in_any_letter_case(proc):
    assert [one["pid"] for one in processes(name="FIRE", proc=str(proc))] == [300, 7]
    assert processes(name="absent", proc=str(proc)) == []


def test_no_more_than_the_count(proc):
    assert [one["pid"] for one in processes(1, proc=str(proc))] == [300]
    assert [one["pid"] for one in processes(2, proc=str(proc))] == [300, 1]


def test_ten_processes_unless_said_otherwise(proc):
    for pid in range(1000, 1010):
        process(proc, pid, "many", 1)
    assert len(processes(proc=str(proc))) == 10


def test_a_process_that_has_ended_meanwhile_is_left_out(proc):
    (proc / "55").mkdir()
    assert len(processes(proc=str(proc))) == 4


def test_a_machine_that_shows_no_processes_is_not_available(tmp_path):
    with pytest.raises(FileNotFoundError, match="not available: .* shows no processes"):
        processes(proc=str(tmp_path))
    with pytest.raises(FileNotFoundError, match="not available: .*absent shows no processes"):
        processes(proc=str(tmp_path / "absent"))


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_under_one_is_refused(proc, count):
    with pytest.raises(ValueError, match=f"count must be 1 or more, not {count}"):
        processes(count, proc=str(proc))
