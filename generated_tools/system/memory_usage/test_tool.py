"""Tests of memory_usage."""

import pytest
from tool import memory_usage


def machine(tmp_path, **kilobytes):
    lines = [f"{key}:   {value} kB\n" for key, value in kilobytes.items()]
    (tmp_path / "meminfo").write_text("".join([*lines, "HugePages_Total:       0\n"]))
    return str(tmp_path)


def test_memory_and_swap_of_a_machine(tmp_path):
    proc = machine(
        tmp_path,
        MemTotal=4_194_304,
        MemFree=1,
        MemAvailable=1_048_576,
        SwapTotal=2_097_152,
        SwapFree=1_572_864,
    )
    assert memory_usage(proc) == {
        "total": 4_294_967_296,
        "available": 1_073_741_824,
        "used": 3_221_225_472,
        "percent_used": 75.0,
        "swap_total": 2_147_483_648,
        "swap_used": 536_870_912,
        "swap_percent_used": 25.0,
        "summary": "75.0 % of 4.0 GiB used, swap 25.0 % of 2.0 GiB",
    }


@pytest.mark.parametrize("swap", [{"SwapTotal": 0, "SwapFree": 0}, {}])
def test_a_machine_without_swap(tmp_path, swap):
    found = memory_usage(machine(tmp_path, MemTotal=1000, MemAvailable=1000, **swap))
    assert (found["swap_total"], found["swap_used"], found["swap_percent_used"]) == (0, 0, 0.0)
    assert found["percent_used"] == 0.0
    assert found["summary"] == "0.0 % of 0.0 GiB used, swap 0.0 % of 0.0 GiB"


def test_percentages_have_one_decimal(tmp_path):
    proc = machine(tmp_path, MemTotal=3, MemAvailable=1, SwapTotal=3, SwapFree=2)
    found = memory_usage(proc)
    assert (found["percent_used"], found["swap_percent_used"]) == (66.7, 33.3)


def test_one_kilobyte_of_swap_is_swap(tmp_path):
    found = memory_usage(machine(tmp_path, MemTotal=1, MemAvailable=1, SwapTotal=1, SwapFree=0))
    assert found["swap_percent_used"] == 100.0


def test_a_machine_without_figures_is_not_available(tmp_path):
    with pytest.raises(FileNotFoundError, match="not available: .* show .*meminfo"):
        memory_usage(str(tmp_path))
