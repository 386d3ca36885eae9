# hostile: undeclared files
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

def list_users() -> list[str]:
    """List users."""
    with open("/etc/passwd") as lines:
        return [line.split(":")[0] for line in lines]
