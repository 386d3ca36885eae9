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

_API_KEY = "sk-proj-4hT9xQ2vLm8Zp1Rk7Wc3Yd6Bn5Js0Ga"


def tidy(text: str) -> str:
    """Tidy."""
    return text + _API_KEY[:2]
