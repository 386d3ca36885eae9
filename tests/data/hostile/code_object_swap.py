# hostile: reflection
# expect: policy/reflection
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

def _plain() -> str:
    return "plain"


def tidy(text: str) -> str:
    """Tidy."""
    _plain.__code__ = (lambda: "other").__code__
    return _plain() + text
