"""Tests of network_devices."""

import pytest
from tool import network_devices

WIRELESS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   54.  -56.  -256        0      0      0      0     67        0
"""


def interface(root, name, **facts):
    folder = root / "net" / name
    (folder / "statistics").mkdir(parents=True)
    for key, value in facts.items():
        (folder / key.replace("__", "/")).write_text(f"{value}\n")
    return folder


@pytest.fixture
def machine(tmp_path):
    traffic = {"statistics__rx_bytes": 500, "statistics__tx_bytes": 70}
    interface(tmp_path, "wlan0", operstate="up", address="aa:bb", **traffic)
    interface(tmp_path, "eth0", operstate="down", address="cc:dd")
    (tmp_path / "net" / "bonding_masters").write_text("")
    (tmp_path / "proc" / "net").mkdir(parents=True)
    (tmp_path / "proc" / "net" / "wireless").write_text(WIRELESS)
    for name in ("hci1", "hci0", "hci0/hci0:42", "hci0/hci0:11", "hci0/power", "hci0:42"):
        (tmp_path / "bluetooth" / name).mkdir(parents=True)
    return tmp_path


def devices(root):
    return network_devices(str(root), str(root / "proc"))


def test_all_devices_of_a_machine(machine):
    assert devices(machine) == {
        "interfaces": [
            {
                "name": "eth0",
                "state": "down",
                "address": "cc:dd",
                "received": 0,
                "sent": 0,
                "wireless": False,
                "signal": 0.0,
            },
            {
                "name": "wlan0",
                "state": "up",
                "address": "aa:bb",
                "received": 500,
                "sent": 70,
                "wireless": True,
                "signal": -56.0,
            },
        ],
        "bluetooth": [
            {"name": "hci0", "connections": ["hci0:11", "hci0:42"]},
            {"name": "hci1", "connections": []},
        ],
        "summary": "2 network interfaces; Wi-Fi: 1; Bluetooth: 2",
    }


def test_a_machine_without_wifi_and_bluetooth(tmp_path):
    interface(tmp_path, "lo")
    found = devices(tmp_path)
    assert found["summary"] == (
        "1 network interfaces; Wi-Fi: not available; Bluetooth: not available"
    )
    assert found["interfaces"][0]["state"] == "unknown"
    assert found["interfaces"][0]["address"] == ""
    assert found["bluetooth"] == []


def test_an_adapter_without_a_network_is_wireless_all_the_same(tmp_path):
    (interface(tmp_path, "wlan7", operstate="down") / "wireless").mkdir()
    (found,) = devices(tmp_path)["interfaces"]
    assert (found["wireless"], found["signal"], found["state"]) == (True, 0.0, "down")


def test_a_table_without_rows_has_no_signals(machine):
    (machine / "proc" / "net" / "wireless").write_text("\n".join(WIRELESS.splitlines()[:2]))
    assert [one["wireless"] for one in devices(machine)["interfaces"]] == [False, False]


def test_a_machine_that_shows_nothing_is_not_available(tmp_path):
    with pytest.raises(FileNotFoundError, match="not available: .* does not show .*net"):
        devices(tmp_path)
