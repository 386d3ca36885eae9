"""The JSON index of tools: records, checks, decisions, and a derived cache for searching."""

from chotu_bot.registry.cache import DerivedIndex, Row
from chotu_bot.registry.checking import Comparison
from chotu_bot.registry.ledger import Decision, Ledger
from chotu_bot.registry.records import DamagedRecordError, Record, approval_digest, record_of
from chotu_bot.registry.registry import Listing, Registry, check_files, rebuild_files
from chotu_bot.registry.rulings import RulingKind, Rulings

__all__ = [
    "Comparison",
    "DamagedRecordError",
    "Decision",
    "DerivedIndex",
    "Ledger",
    "Listing",
    "Record",
    "Registry",
    "Row",
    "RulingKind",
    "Rulings",
    "approval_digest",
    "check_files",
    "rebuild_files",
    "record_of",
]
