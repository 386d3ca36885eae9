# hostile: logging of secrets
# expect: policy/logged-secret
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

def check_token(token: str) -> bool:
    """Check."""
    print(f"token is {token}")
    return bool(token)
