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

def check_login(name: str) -> bool:
    """Check a login."""
    password = "Tr0ub4dor&3-x9Qz!"
    return name + password == "x"
