"""The documentation page of the rules, written from the rules themselves."""

from collections.abc import Iterator, Sequence

from chotu_bot.gate.policy.rules.catalogue import SUITE_RULES, TOOL_RULES
from chotu_bot.gate.policy.rules.rule import Rule

PATH = "docs/policy-rules.md"
_HEAD = """# Rules on generated code

Written by `python -m chotu_bot.gate.policy.rules.page`; edit the rules, not this page.

A finding of level `error` fails the check. Warnings and notes are shown to the author and to the
reviewer. Besides these rules the policy check compares the permissions that the code needs with
those that the contract declares: `policy/undeclared-read`, `-write`, `-net`, `-run`, `-env` and
`-system` are errors, and so is `policy/unused-permission`; `policy/untraced` is a note.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [
        _HEAD,
        "## Rules on tool.py\n",
        *_sections(TOOL_RULES),
        "## Rules on test_tool.py\n",
        *_sections(SUITE_RULES),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _sections(rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        yield f"### {rule.id}\n"
        yield f"Level: {rule.level}. {rule.reason} Instead: {rule.instead}.\n"
        yield f"```python\n{rule.example}\n```\n"


if __name__ == "__main__":
    from pathlib import Path

    Path(PATH).write_text(page(), "utf-8")
