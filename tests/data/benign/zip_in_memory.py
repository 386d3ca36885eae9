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

import base64
import io
import zipfile


def zip_texts(texts: dict[str, str]) -> str:
    """Zip texts into base64."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name, text in sorted(texts.items()):
            bundle.writestr(name, text)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
