"""Our own bugs: told to the operator in full, to the client by a number."""

import logging
import secrets

log = logging.getLogger("chotu_bot.serving")


def fault(where: str, error: BaseException) -> str:
    """Log ``error`` with its traceback; what a client may be told of it."""
    number = secrets.token_hex(4)
    log.error("fault %s in %s", number, where, exc_info=error)
    return f"internal error {number}; the server's log says more"
