# hostile: invisible text
# expect: policy/invisible-text
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

def is_admin(level: str) -> bool:
    """Say whether the level is admin."""
    # ‮ begin admins only ⁦
    return level == "admin"
