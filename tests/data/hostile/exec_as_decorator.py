# hostile: dynamic code
# expect: policy/dynamic-code
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

def _source(_: object) -> str:
    return "import os; os.getcwd()"


def tidy(text: str) -> str:
    """Tidy text."""

    @exec
    @_source
    class _Run:
        pass

    return text.strip()
