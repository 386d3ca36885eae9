"""Drafts written by a model behind an OpenAI-compatible endpoint."""

from chotu_bot.generators.openai.generator import OpenAIGenerator

__all__ = ["OpenAIGenerator"]
