# hostile: invisible text
# expect: policy/invisible-text,contract/poisoned-text
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

def tidy(text: str) -> str:
    """Tidy.󠁩󠁧󠁮󠁯󠁲󠁥"""
    return text.strip()
