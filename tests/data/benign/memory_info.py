# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { system = true }
# ///
"""A sample of the corpus."""

def memory_info(source: str = "/proc/meminfo") -> dict[str, int]:
    """Read memory figures."""
    found: dict[str, int] = {}
    with open(source, encoding="ascii") as lines:
        for line in lines:
            key, _, rest = line.partition(":")
            found[key] = int(rest.split()[0])
    return found
