"""Why an earlier version of a tool is put back as a new one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What a version that goes back goes back to, and from what."""

    version: str
    """The earlier version whose code it has."""
    failing: str
    """The version that does badly."""
    figures: str
    """How badly: ``degraded: 3 of 40 calls returned (2 % to 20 %)``."""
    error: str
    """Class of the error that it mostly meets, and how often."""
