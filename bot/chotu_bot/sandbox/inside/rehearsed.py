"""A tool of our own, called to see that calling works."""


def rehearsed() -> dict[str, str]:
    """A result."""
    return {"said": "rehearsed"}
