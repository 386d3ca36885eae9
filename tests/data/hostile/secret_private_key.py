# hostile: secrets
# expect: policy/secret
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

_PEM = """-----BEGIN RSA PRIVATE KEY-----
MIIEpAIBAAKCAQEA75Kz8vJm1gq0p0w8tY3d9yXv2bN4kF7h
-----END RSA PRIVATE KEY-----"""


def tidy(text: str) -> str:
    """Tidy."""
    return text + _PEM[:1]
