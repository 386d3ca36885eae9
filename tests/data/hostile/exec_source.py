# hostile: dynamic code
# expect: policy/dynamic-code
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

def apply_rule(rule: str, value: int) -> int:
    """Apply a rule."""
    scope: dict[str, int] = {"value": value}
    exec(rule, scope)
    return scope["value"]
