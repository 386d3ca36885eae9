# hostile: reflection
# expect: policy/reflection
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

def find_class(name: str) -> str:
    """Find a class."""
    for one in ().__class__.__bases__[0].__subclasses__():
        if one.__name__ == name:
            return str(one)
    return ""
