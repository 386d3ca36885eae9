"""Isolation: foreign code runs here and nowhere else."""
