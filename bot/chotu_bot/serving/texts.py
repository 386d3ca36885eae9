"""Texts that a model may have written and a client's model will read: cut, and made harmless."""

import unicodedata

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Level
from chotu_bot.gate.poison import poison

WITHHELD = "[withheld: this text gives orders to a model]"
_LONGEST = 2_000
_HIDDEN = frozenset({"Cf", "Cc", "Co", "Cs"})


def poisoned(text: str) -> bool:
    """Whether the gate's own rules find orders, hidden letters or private places in ``text``.

    An address is no order: errors name the hosts they come from.
    """
    return any(one.level is Level.ERROR for one in poison({"docstring": text}))


def visible(text: str) -> str:
    """``text`` without letters that nobody sees."""
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in _HIDDEN)


def harmless(text: str, longest: int = _LONGEST) -> str:
    """``text`` as it may be shown to a client: visible, cut, and without orders to a model."""
    plain = visible(text)
    if len(plain) > longest:
        plain = plain[: longest - 1] + "…"
    return WITHHELD if poisoned(plain) else plain


def harmless_json(value: Json, longest: int = _LONGEST) -> Json:
    """Every text in ``value``, keys excepted, made harmless."""
    match value:
        case str():
            return harmless(value, longest)
        case list():
            return [harmless_json(one, longest) for one in value]
        case dict():
            return {key: harmless_json(one, longest) for key, one in value.items()}
        case _:
            return value


def objection(contract: Contract) -> str | None:
    """Why a tool's definition is not shown to clients, which keeps the tool from being served.

    The gate said the same before the tool landed; a commit made by hand never met the gate.
    """
    texts = {"summary": contract.summary, **dict(_described(contract.arguments_schema, "schema"))}
    texts |= dict(_described(contract.result_schema, "result"))
    found = next((one for one in poison(texts) if one.level is Level.ERROR), None)
    # Where, and not what: the reason is itself read by models.
    return f"speaks to models in its {found.message.partition(':')[0]}" if found else None


def _described(value: Json, where: str) -> list[tuple[str, str]]:
    """Every text in a schema, by where it is: descriptions, enum values, defaults, names."""
    match value:
        case str():
            return [(where, value)]
        case list():
            inner = [_described(one, f"{where}[{at}]") for at, one in enumerate(value)]
        case dict():
            inner = [
                [(f"{where} key", key), *_described(one, f"{where}.{key}")]
                for key, one in value.items()
            ]
        case _:
            return []
    return [pair for part in inner for pair in part]
