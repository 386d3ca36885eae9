# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

def _upper(text: str) -> str:
    return text.upper()


def _reverse(text: str) -> str:
    return text[::-1]


_ACTIONS = {"upper": _upper, "reverse": _reverse, "strip": str.strip}


def change_text(text: str, action: str) -> str:
    """Change a text."""
    if action not in _ACTIONS:
        raise ValueError(f"one of {', '.join(_ACTIONS)}")
    return _ACTIONS[action](text)
