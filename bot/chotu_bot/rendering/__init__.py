"""Jinja2: drafts become files."""
