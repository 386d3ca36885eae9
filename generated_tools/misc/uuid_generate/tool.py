# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Generate universally unique identifiers (UUIDs), random or from a name."
# category = "misc"
# keywords = ["uuid", "guid", "identifier", "unique", "id", "generate"]
# ///
"""Generate universally unique identifiers."""

import uuid


def uuid_generate(count: int = 1, url: str = "") -> list[str]:
    """Generate universally unique identifiers, random or from a name.

    Args:
        count: How many random ones, from 1 to 10000.
        url: A name in the form of an address: then the one identifier that belongs to it
            (version 5) is returned, always the same; empty for random ones (version 4).

    Returns:
        The identifiers in lower case with hyphens.

    Raises:
        ValueError: If the count is out of range, or several are asked for one name.
    """
    if not 1 <= count <= 10_000:
        raise ValueError(f"count must be from 1 to 10000, not {count}")
    if not url:
        return [str(uuid.uuid4()) for _ in range(count)]
    if count > 1:
        raise ValueError(f"one name has one identifier, not {count}")
    return [str(uuid.uuid5(uuid.NAMESPACE_URL, url))]


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(uuid_generate(**json.loads(given)), sys.stdout)
