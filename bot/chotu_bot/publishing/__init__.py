"""Proposals, landings and rollbacks: what becomes a commit, and on which branch."""

from chotu_bot.publishing.publisher import Publisher
from chotu_bot.publishing.values import Landing, MessageRenderer, Proposal, Rollback, Version

__all__ = ["Landing", "MessageRenderer", "Proposal", "Publisher", "Rollback", "Version"]
