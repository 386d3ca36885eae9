"""A sample of the corpus."""

import os
import sys

from tool import add


def test_with_fake_program(tmp_path):
    fake = tmp_path / "speak"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    os.chmod(fake, 0o755)
    assert sys.version_info >= (3, 11)
    assert add(1, 2) == 3
