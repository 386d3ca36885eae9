# hostile: import effect
# expect: policy/import-effect
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

while True:
    pass


def tidy(text: str) -> str:
    """Tidy."""
    return text.strip()
