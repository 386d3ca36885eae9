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

import ipaddress
import uuid


def address_kind(text: str) -> str:
    """Say the kind."""
    address = ipaddress.ip_address(text)
    space = uuid.uuid5(uuid.NAMESPACE_DNS, text)
    return ("private" if address.is_private else "public") + str(space)[:0]
