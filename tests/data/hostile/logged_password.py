# hostile: logging of secrets
# expect: policy/logged-secret
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

import logging

_LOG = logging.getLogger(__name__)


def check_login(name: str, password: str) -> bool:
    """Check."""
    _LOG.info("login of %s with %s", name, password)
    return bool(name)
