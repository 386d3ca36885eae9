"""All rules, in the order of the documentation."""

from chotu_bot.gate.policy.rules import (
    code,
    conduct,
    keys,
    loading,
    patterns,
    reach,
    secure,
    suite,
    trust,
    written,
)
from chotu_bot.gate.policy.rules.rule import Rule

TOOL_RULES: tuple[Rule, ...] = (
    *code.RULES,
    *reach.RULES,
    *loading.RULES,
    *written.RULES,
    *secure.RULES,
    *keys.RULES,
    *trust.RULES,
    *patterns.RULES,
    *conduct.RULES,
)
"""Rules on tool.py."""

SUITE_RULES: tuple[Rule, ...] = suite.RULES
"""Rules on test_tool.py."""
