# /// script
# requires-python = ">=3.11"
# dependencies = ["defusedxml>=0.7"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert an XML text to JSON, safely."
# category = "data"
# keywords = ["xml", "json", "convert", "parse", "elements", "attributes", "feed"]
# ///
"""Convert an XML text to JSON."""

import json
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

_DEEPEST = 100


def xml_to_json(text: str, indent: int = 2) -> str:
    """Convert an XML text to JSON.

    An element with neither attributes nor children becomes its text, or null; any other becomes
    an object: attributes as ``@name``, text as ``#text``, and children by name, a list where a
    name comes more than once. Document types and entities are refused.

    Args:
        text: The XML text.
        indent: Spaces per level, from 0 (all on one line) to 8.

    Returns:
        The JSON text: an object with the root element.

    Raises:
        ValueError: If the text is no sound XML, declares entities, is nested more than 100 levels
            deep, or the indent is out of range.
    """
    if not 0 <= indent <= 8:
        raise ValueError(f"indent must be from 0 to 8, not {indent}")
    try:
        root = fromstring(text, forbid_dtd=True)
    except ParseError as error:
        raise ValueError(f"no sound XML: {error}") from error
    except DefusedXmlException as error:
        raise ValueError(f"refused as unsafe: {error}") from error
    value = {root.tag: _value(root, 1)}
    return json.dumps(value, indent=indent or None, ensure_ascii=False)


def _value(element: Any, level: int) -> Any:
    if level > _DEEPEST:
        raise ValueError(f"nested more than {_DEEPEST} levels deep")
    text = (element.text or "").strip()
    found: dict[str, Any] = {f"@{name}": value for name, value in element.attrib.items()}
    for child in element:
        value = _value(child, level + 1)
        if child.tag in found:
            found[child.tag].append(value)
        else:
            found[child.tag] = [value]
    if not found:
        return text or None
    if text:
        found["#text"] = text
    return {name: _single(value) for name, value in found.items()}


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(xml_to_json(**json.loads(given)), sys.stdout)
