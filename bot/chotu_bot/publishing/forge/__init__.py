"""Where pull requests live: the contract, GitHub, and a forge that only says what it would do."""

from chotu_bot.publishing.forge.contract import Forge, NewRequest, PullRequest

__all__ = ["Forge", "NewRequest", "PullRequest"]
