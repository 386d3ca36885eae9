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

from types import FunctionType


def apply_rule(rule: str) -> str:
    """Apply a rule."""
    code = compile(rule, "rule", "eval")
    return str(FunctionType(code, {})())
