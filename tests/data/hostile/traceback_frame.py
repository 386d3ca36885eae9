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

def tidy(text: str) -> str:
    """Tidy."""
    try:
        raise ValueError(text)
    except ValueError as error:
        return str(error.__traceback__.tb_frame.f_back.f_locals)
