"""Configuration: ``chotu.ini`` at the root of the repository, overridden by ``CHOTU_*``."""

from chotu_bot.settings.reading import FILE, load, load_file
from chotu_bot.settings.sections import (
    SECTIONS,
    Gate,
    Gpt,
    Learning,
    Monitoring,
    Publishing,
    SandboxSettings,
    Security,
    Serving,
    Settings,
    describe,
    keys,
    shown_default,
)
from chotu_bot.settings.values import shown, size_text

__all__ = [
    "FILE",
    "SECTIONS",
    "Gate",
    "Gpt",
    "Learning",
    "Monitoring",
    "Publishing",
    "SandboxSettings",
    "Security",
    "Serving",
    "Settings",
    "describe",
    "keys",
    "load",
    "load_file",
    "shown",
    "shown_default",
    "size_text",
]
