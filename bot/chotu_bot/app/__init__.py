"""The public API: ``from chotu_bot import Chotu``."""

from chotu_bot.app.chotu import Chotu, Done, Filled
from chotu_bot.app.details import Details
from chotu_bot.app.diagnosis import Diagnosis
from chotu_bot.app.doctor import examine, examine_gate
from chotu_bot.app.setup import SettingRow, effective_settings, sync_environment

__all__ = [
    "Chotu",
    "Details",
    "Diagnosis",
    "Done",
    "Filled",
    "SettingRow",
    "effective_settings",
    "examine",
    "examine_gate",
    "sync_environment",
]
