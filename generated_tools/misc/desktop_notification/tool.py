# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Show a notification on the desktop with a program of this machine."
# category = "misc"
# keywords = ["notification", "notify", "desktop", "popup", "alert", "message", "system"]
# permissions = { run = ["{program}"] }
# ///
"""Show a notification on the desktop."""

import shutil
import subprocess
from typing import Literal, TypedDict


class Shown(TypedDict):
    """Whether it was shown; not ``available`` where the machine has no such program."""

    available: bool
    shown: bool
    summary: str


def desktop_notification(
    title: str,
    message: str = "",
    urgency: Literal["low", "normal", "critical"] = "normal",
    program: str = "notify-send",
) -> Shown:
    """Show a notification on the desktop with a program of this machine.

    Args:
        title: The first line.
        message: What stands below it.
        urgency: How urgent it is.
        program: A program that takes the options of notify-send.

    Returns:
        Whether it was shown, and a summary, which begins with "not available" where there is no
        such program or no desktop that would show it.

    Raises:
        ValueError: If the title is blank.
    """
    if not title.strip():
        raise ValueError("the title is blank: say what to show")
    if shutil.which(program) is None:
        why = f"not available: this machine has no program {program}"
        return {"available": False, "shown": False, "summary": why}
    command = [program, "--urgency", urgency, "--", title, message]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = f"not available: {program} says: {done.stderr.strip() or 'nothing'}"
        return {"available": True, "shown": False, "summary": why}
    return {"available": True, "shown": True, "summary": f"shown: {title.strip()}"}


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(desktop_notification(**json.loads(given)), sys.stdout)
