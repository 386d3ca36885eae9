# hostile: secrets
# expect: policy/secret
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

def sign(text: str) -> str:
    """Sign."""
    return f"AKIA4XQ7RZT2MNB6WLKD/{text}"
