"""The command line: one module per group of verbs; each parses, calls, prints and exits."""

from chotu_bot.cli.main import main

__all__ = ["main"]
