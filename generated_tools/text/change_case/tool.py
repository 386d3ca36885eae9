# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Write a text in another letter case: upper, lower, title, sentence, snake, camel and more."
# category = "text"
# keywords = ["case", "uppercase", "lowercase", "title", "capitalize", "snake", "camel", "kebab", "letters"]
# ///
"""Write a text in another letter case."""

import re
from typing import Literal

# Where a name is cut: fooBar -> foo Bar, HTTPServer -> HTTP Server.
_INNER_CAPITAL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?]\s))[^\W\d_]", re.MULTILINE)
_WORD_START = re.compile(r"(?<![\w'\u2019])\w")


def change_case(
    text: str,
    style: Literal[
        "upper", "lower", "title", "sentence", "snake", "kebab", "camel", "pascal", "constant"
    ] = "upper",
) -> str:
    """Write a text in another letter case.

    Args:
        text: The text, or a name such as ``maxValue`` or ``max-value``.
        style: ``upper``, ``lower``, ``title`` (Every Word), ``sentence`` (Each sentence), and
            for names ``snake`` (max_value), ``kebab`` (max-value), ``camel`` (maxValue),
            ``pascal`` (MaxValue) or ``constant`` (MAX_VALUE), which drop punctuation.

    Returns:
        The text in the style.

    Raises:
        ValueError: If there is no such style.
    """
    words = re.findall(r"[^\W_]+", _INNER_CAPITAL.sub(" ", text).lower())
    match style:
        case "upper":
            return text.upper()
        case "lower":
            return text.lower()
        case "title":
            return _WORD_START.sub(_capital, text.lower())
        case "sentence":
            return _SENTENCE_START.sub(_capital, text.lower())
        case "snake":
            return "_".join(words)
        case "kebab":
            return "-".join(words)
        case "constant":
            return "_".join(words).upper()
        case "camel":
            return "".join(words[:1]) + "".join(word.capitalize() for word in words[1:])
        case "pascal":
            return "".join(word.capitalize() for word in words)
    raise ValueError(f"no style {style!r}")


def _capital(match: re.Match[str]) -> str:
    return match[0].upper()


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(change_case(**json.loads(given)), sys.stdout)
