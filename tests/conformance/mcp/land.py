"""Land the tool ``shout`` in a repository, as another process would: ``land.py FOLDER``."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
from served import land  # noqa: E402 - the tests' own

land(Path(sys.argv[1]), "shout")
