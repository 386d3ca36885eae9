"""Git objects, refs and the working tree."""

from chotu_bot.vcs.commits import Commit, Person
from chotu_bot.vcs.repository import Repository
from chotu_bot.vcs.trees import Change, Entry

__all__ = ["Change", "Commit", "Entry", "Person", "Repository"]
