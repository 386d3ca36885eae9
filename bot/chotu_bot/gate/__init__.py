"""The ordered checks and their verdict."""
