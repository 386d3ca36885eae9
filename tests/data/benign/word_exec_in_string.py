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

def executed_steps(log: str) -> list[str]:
    """List the steps that a log says were executed with exec or eval."""
    words = ("exec ", "eval(", "os.system", "__import__")
    return [line for line in log.splitlines() if any(word in line for word in words)]
