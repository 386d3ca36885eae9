# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Generate a random password."
# category = "text"
# keywords = ["password", "generate", "random", "secret", "secure", "passphrase"]
# ///
"""Generate a random password."""

import secrets
import string

_SYMBOLS = "!#$%&*+-=?@_~"
_LOOKALIKES = "0O1lI"


def password_generate(
    length: int = 16, digits: bool = True, symbols: bool = True, lookalikes: bool = False
) -> str:
    """Generate a random password with letters of both cases.

    Every kind of character that is asked for appears at least once.

    Args:
        length: The number of characters, from 8 to 1024.
        digits: Whether there are digits.
        symbols: Whether there are symbols.
        lookalikes: Whether characters are allowed that look like others, such as 0 and O.

    Returns:
        The password, from the operating system's source of randomness.

    Raises:
        ValueError: If the length is out of range.
    """
    if not 8 <= length <= 1024:
        raise ValueError(f"length must be from 8 to 1024, not {length}")
    kinds = [string.ascii_lowercase, string.ascii_uppercase]
    if digits:
        kinds.append(string.digits)
    if symbols:
        kinds.append(_SYMBOLS)
    if not lookalikes:
        kinds = ["".join(one for one in kind if one not in _LOOKALIKES) for kind in kinds]
    alphabet = "".join(kinds)
    # Drawing anew until every kind appears keeps all allowed passwords equally likely.
    while True:
        password = "".join(secrets.choice(alphabet) for _ in range(length))
        if all(set(kind) & set(password) for kind in kinds):
            return password


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(password_generate(**json.loads(given)), sys.stdout)
