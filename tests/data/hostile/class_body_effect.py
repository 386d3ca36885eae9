# hostile: import effect
# expect: policy/undeclared-read
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

class _Settings:
    secret = open("/etc/hostname").read()


def tidy(text: str) -> str:
    """Tidy."""
    return text + _Settings.secret
