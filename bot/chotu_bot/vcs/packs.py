"""Pack files: many objects written durably at the price of two files.

The formats are git's own: gitformat-pack(5), pack version 2 and index version 2, without deltas.
"""

import hashlib
import os
import struct
import threading
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from chotu_bot.vcs.durable import write_durably

_NUMBERS = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
_FAST = 1
# Most of a tree is hashes, which do not shrink; once packs are rolled up, trees are differences.
_AS_IT_IS = 0


class Packed(NamedTuple):
    """One object as it stands in a pack."""

    oid: bytes
    offset: int
    checksum: int


class Pack(NamedTuple):
    """A pack, its index (``table``), and the checksum that both are named after."""

    content: bytes
    table: bytes
    checksum: str


def make_pack(objects: Mapping[str, tuple[str, bytes]], algorithm: str) -> Pack:
    """The pack of ``objects``: kind and content by object id.

    Args:
        objects: at least one, each under its own id, less than 2 GiB altogether.
        algorithm: the repository's, ``sha1`` or ``sha256``.
    """
    parts = [struct.pack(">4sII", b"PACK", 2, len(objects))]
    offset, packed = len(parts[0]), []
    for oid, (kind, content) in objects.items():
        level = _AS_IT_IS if kind == "tree" else _FAST
        entry = _head(_NUMBERS[kind], len(content)) + zlib.compress(content, level)
        packed.append(Packed(bytes.fromhex(oid), offset, zlib.crc32(entry)))
        parts.append(entry)
        offset += len(entry)
    body = b"".join(parts)
    checksum = _digest(algorithm, body)
    return Pack(body + checksum, _index(sorted(packed), checksum, algorithm), checksum.hex())


def write_pack(folder: Path, pack: Pack) -> None:
    """Put a pack into ``objects/pack``, durably; git sees all of it, or nothing.

    Raises:
        OSError: when the disk is full or read-only; nothing is left of it.
    """
    folder.mkdir(exist_ok=True)
    # git prune knows names like these, so that what a kill leaves is cleaned by git itself.
    mark = f"{os.getpid()}_{threading.get_ident()}"
    drafts = {
        folder / f"tmp_pack_{mark}": (pack.content, folder / f"pack-{pack.checksum}.pack"),
        # Last, for a pack without its index is none.
        folder / f"tmp_idx_{mark}": (pack.table, folder / f"pack-{pack.checksum}.idx"),
    }
    try:
        for draft, (content, _) in drafts.items():
            write_durably(draft, content)
        for draft, (_, target) in drafts.items():
            draft.replace(target)
    except OSError:
        for draft in drafts:
            draft.unlink(missing_ok=True)
        raise


def _head(number: int, size: int) -> bytes:
    """Kind and size: four bits of the size, then seven a byte, the highest bit for more."""
    size, low = divmod(size, 16)
    head = bytearray([number << 4 | low])
    while size:
        head[-1] |= 0x80
        size, low = divmod(size, 128)
        head.append(low)
    return bytes(head)


def _index(packed: Sequence[Packed], checksum: bytes, algorithm: str) -> bytes:
    body = b"".join(
        (
            struct.pack(">4sI", b"\xfftOc", 2),
            _fanout(packed),
            b"".join(one.oid for one in packed),
            struct.pack(f">{len(packed)}I", *(one.checksum for one in packed)),
            struct.pack(f">{len(packed)}I", *(one.offset for one in packed)),
            checksum,
        )
    )
    return body + _digest(algorithm, body)


def _fanout(packed: Sequence[Packed]) -> bytes:
    """For each first byte, how many ids begin with it or a lower one."""
    counts = [0] * 256
    for one in packed:
        counts[one.oid[0]] += 1
    for byte in range(1, 256):
        counts[byte] += counts[byte - 1]
    return struct.pack(">256I", *counts)


def _digest(algorithm: str, content: bytes) -> bytes:
    return hashlib.new(algorithm, content, usedforsecurity=False).digest()
