# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Fill the placeholders of a text template with values."
# category = "text"
# keywords = ["template", "placeholder", "fill", "letter", "values", "mail", "merge", "form"]
# ///
"""Fill the placeholders of a text template."""

import re

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def text_template(template: str, values: dict[str, str], keep_missing: bool = False) -> str:
    """Fill the placeholders of a text template with values.

    A placeholder is a name in braces, such as ``{day}``; other braces are left alone. Values are
    put in as they are: placeholders inside a value are not filled.

    Args:
        template: The text with placeholders.
        values: Name to value.
        keep_missing: Whether placeholders without a value stay in the text.

    Returns:
        The filled text.

    Raises:
        KeyError: If placeholders have no value; names all of them.
        ValueError: If a value belongs to no placeholder, which is likely a misspelled name.
    """
    wanted = dict.fromkeys(_PLACEHOLDER.findall(template))
    missing = [one for one in wanted if one not in values]
    if missing and not keep_missing:
        raise KeyError(f"no value for: {', '.join(missing)}")
    unused = sorted(values.keys() - wanted.keys())
    if unused:
        raise ValueError(f"the template has no placeholder for: {', '.join(unused)}")
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(text_template(**json.loads(given)), sys.stdout)
