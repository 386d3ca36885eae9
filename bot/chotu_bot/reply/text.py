"""The text of a reply, freed of what a transport or a chat template left on it."""

import re

from chotu_bot.reply.errors import EmptyReplyError, ReplyTooLargeError, TruncatedReplyError

SIZE_LIMIT = 200_000
"""Characters of a reply that are read at all."""

_LINE_END = re.compile(r"\r+\n|\r")
_FINAL_CHANNEL = re.compile(r"<\|channel\|>\s*final\b[^<]*<\|message\|>")
_LEADING = re.compile(
    r"<\|(?:im_start|start)\|>(?:assistant)?|<\|start_header_id\|>assistant<\|end_header_id\|>"
    r"|<s>|\[/INST\]"
)
_TRAILING = (
    *(f"<|{one}|>" for one in ("im_end", "end", "endoftext", "eot_id", "return", "eom_id")),
    *("<|end_of_text|>", "</s>", "<end_of_turn>", "<｜end▁of▁sentence｜>"),  # noqa: RUF001 - its own
)
_RUNAWAY = re.compile(r"<\|(?:im_end|endoftext|eot_id|end_of_text)\|>[ \t]*$", re.MULTILINE)
"""Where a model's turn ended though the endpoint went on; what follows is nobody's answer."""
_TAGS = "think|thinking|thought|thoughts|reasoning|reflection|scratchpad"
_THOUGHT = re.compile(rf"<({_TAGS})>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = re.compile(rf"^[^\n\"'`]*</(?:{_TAGS})>[ \t]*$", re.MULTILINE | re.IGNORECASE)
_THOUGHT_START = re.compile(rf"<(?:{_TAGS})>", re.IGNORECASE)
_QUOTED_FENCE = re.compile(r"^[ \t]*>[ \t]?[ \t]*(?:`{3,}|~{3,})", re.MULTILINE)
_PLAIN_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*>(?!>) ?", re.MULTILINE)


def clean(reply: str) -> str:
    """The reply with Unix line ends, without byte order mark, NUL, thoughts or chat markers.

    Raises:
        EmptyReplyError: when nothing is left.
        ReplyTooLargeError: when it exceeds ``SIZE_LIMIT``.
        TruncatedReplyError: when it ends while the model was still thinking.
    """
    if len(reply) > SIZE_LIMIT:
        raise ReplyTooLargeError(
            f"the reply has {len(reply)} characters; send at most {SIZE_LIMIT}, the code alone"
        )
    text = _LINE_END.sub("\n", reply).replace("\0", "")
    text = _without_markers(text.lstrip("\ufeff\u200b"))
    text = _without_quoting(_without_thoughts(text)).lstrip("\ufeff\u200b")
    if not text.strip():
        raise EmptyReplyError("the reply is empty; send the answer itself")
    return text


def _without_markers(text: str) -> str:
    channels = list(_FINAL_CHANNEL.finditer(text))
    if channels:
        text = text[channels[-1].end() :]
    while (lead := _LEADING.match(start := text.lstrip())) is not None:
        text = start[lead.end() :]
    runaway = _RUNAWAY.search(text)
    if runaway is not None and text[: runaway.start()].strip():
        text = text[: runaway.start()]
    while (tail := next((one for one in _TRAILING if text.rstrip().endswith(one)), "")) != "":
        text = text.rstrip().removesuffix(tail)
    return text


def _without_thoughts(text: str) -> str:
    """Drop thoughts that stand before the answer; inside a fence they are somebody's text."""
    while (start := _leading_thought(text)) is not None:
        found = _THOUGHT.match(text, start)
        if found is None or not re.search(r"</\w+>\Z", found[0]):
            raise TruncatedReplyError("the reply ends inside a thought; answer more briefly")
        text = text[:start] + text[found.end() :]
    end = _THOUGHT_END.search(text)
    return text[end.end() :] if end is not None else text


def _leading_thought(text: str) -> int | None:
    found = _THOUGHT_START.search(text)
    if found is None:
        return None
    before = text[: found.start()]
    alone = not before.rpartition("\n")[2].strip()
    return found.start() if alone and "```" not in before and "def " not in before else None


def _without_quoting(text: str) -> str:
    quoted, plain = _QUOTED_FENCE.search(text), _PLAIN_FENCE.search(text)
    if quoted is None or (plain is not None and plain.start() < quoted.start()):
        return text
    return _QUOTE.sub("", text)
