"""What is whole in a ZIP container whose directory is cut off or broken, by the header of each part."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from ingest.zip_guard import MOST_BYTES, MOST_PARTS

_SIGNATURE = b"PK\x03\x04"
# Signature, (version,) flags, method, (time,) checksum, packed size, size, lengths of name and extra field.
_HEADER = Struct("<4s2xHH4xIIIHH")
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
_PIECE = 64 * 1024


def repaired(broken: Path, target: Path) -> int:
    """Write a container of the parts that are whole; how many these are."""
    written: set[str] = set()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _parts(broken.read_bytes()):
            if name not in written and len(written) < MOST_PARTS:
                archive.writestr(name, content)
                written.add(name)
    return len(written)


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    left = MOST_BYTES
    at = data.find(_SIGNATURE)
    while 0 <= at <= len(data) - _HEADER.size and left > 0:
        _, flags, method, checksum, packed, _, name, extra = _HEADER.unpack_from(data, at)
        start = at + _HEADER.size + name + extra
        content, is_whole, end = _unpacked(data, start, method, packed, left)
        left -= len(content)
        if is_whole and not flags & _ENCRYPTED and (flags & _SIZES_FOLLOW or zlib.crc32(content) == checksum):
            yield data[at + _HEADER.size : at + _HEADER.size + name].decode("utf-8", "replace"), content
        else:
            end = at + len(_SIGNATURE)
        at = data.find(_SIGNATURE, end)


def _unpacked(data: bytes, start: int, method: int, packed: int, most: int) -> tuple[bytes, bool, int]:
    """What is left of a part's content, whether it is whole, and where it ends in the container."""
    if method == ZIP_STORED:
        end = start + packed
        return data[start:end], packed > 0 and end <= len(data), end
    if method != ZIP_DEFLATED:
        return b"", False, start
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    content = bytearray()
    try:
        while not inflater.eof and start < len(data) and len(content) <= most:
            content += inflater.decompress(data[start : start + _PIECE])
            start += _PIECE
    except zlib.error:
        return bytes(content), False, start
    return bytes(content), inflater.eof, min(start, len(data)) - len(inflater.unused_data)
