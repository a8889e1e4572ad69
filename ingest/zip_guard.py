"""Refuses documents in ZIP containers (OOXML, ODF, EPUB) that unpack to more than a document can be.

The libraries that read them load whole parts, so this comes before them. The size that a container declares may
be a lie: Python's zipfile then unpacks the part as a whole before it cuts it to the declared size. So each part is
unpacked here once, piece by piece, and nothing of it is kept (about 400 MB/s).
"""

from __future__ import annotations

import zlib
from struct import Struct
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from ingest.outcome import State, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Real documents are far below: a sheet with three cells in each of its 1,048,576 rows formatted unpacks to 123 MB.
MOST_BYTES = 400 * 1024**2
MOST_PARTS = 20_000
# Markup is loaded as a tree of ten to thirty times its size; pictures are not, and sheets are streamed.
MOST_MARKUP = 100 * 1024**2
_MARKUP = (".xml", ".rels", ".xhtml", ".html")
_STREAMED = "xl/"
# Formatted empty rows shrink to a fifteenth; only runs of the same bytes come near deflate's limit of 1,032.
MOST_RATIO = 400
_SMALL = 10 * 1024**2  # below this a part is harmless at any ratio
_PIECE = 256 * 1024
_ENCRYPTED = 0x1
_LOCAL = Struct("<4s22xHH")  # signature, length of the name, length of the extra field


def check(source: Path | IO[bytes], most_bytes: int = MOST_BYTES) -> None:
    """Look at the container's declared and actual sizes.

    Raises:
        UnreadableError: TOO_LARGE where it unpacks to more than ``most_bytes`` in all or as only a bomb does,
            ENCRYPTED where its parts are, DAMAGED where it is no container that can be unpacked.
    """
    try:
        with ZipFile(source) as archive:
            _check(archive, most_bytes)
    except (BadZipFile, LargeZipFile, OSError, ValueError, NotImplementedError, zlib.error, EOFError) as error:
        raise UnreadableError(State.DAMAGED, "The file's container is cut off or broken.") from error


def _check(archive: ZipFile, most_bytes: int) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise UnreadableError(State.TOO_LARGE, f"Its container has {len(parts):,} parts, a document a few hundred.")
    _refuse_beyond(sum(part.file_size for part in parts), most_bytes)
    unpacked = 0
    for part in parts:
        own = 0
        for size in _sizes(archive, part):
            own += size
            _refuse_beyond(unpacked + own, most_bytes)
            _refuse_bomb(part, own)
        unpacked += own


def _refuse_beyond(size: int, most_bytes: int) -> None:
    if size > most_bytes:
        raise UnreadableError(
            State.TOO_LARGE, f"It unpacks to more than {most_bytes // 1024**2} MB, which no document needs."
        )


def _refuse_bomb(part: ZipInfo, size: int) -> None:
    if size > _SMALL and size > MOST_RATIO * max(part.compress_size, 1):
        raise UnreadableError(
            State.TOO_LARGE, f"Its part “{part.filename[:80]}” unpacks to more than {MOST_RATIO} times its size."
        )
    name = part.filename.casefold()
    if size > MOST_MARKUP and name.endswith(_MARKUP) and not name.startswith(_STREAMED):
        raise UnreadableError(
            State.TOO_LARGE, f"Its part “{part.filename[:80]}” is more than {MOST_MARKUP // 1024**2} MB of markup."
        )


def _sizes(archive: ZipFile, part: ZipInfo) -> Iterator[int]:
    """The sizes of a part's pieces as they are unpacked, whatever the container declares."""
    if part.flag_bits & _ENCRYPTED:
        raise UnreadableError(State.ENCRYPTED, "The document asks for a password.")
    if part.compress_type == ZIP_STORED:
        yield part.compress_size
    elif part.compress_type == ZIP_DEFLATED:
        yield from map(len, _inflated(_packed(archive, part)))
    else:
        raise UnreadableError(State.DAMAGED, "Its container is packed in a way that documents are not.")


def _packed(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    file = archive.fp
    assert file is not None
    file.seek(part.header_offset)
    signature, name, extra = _LOCAL.unpack(file.read(_LOCAL.size).ljust(_LOCAL.size, b"\0"))
    if signature != b"PK\x03\x04":
        raise BadZipFile(part.filename)
    file.seek(name + extra, 1)
    left = part.compress_size
    while left > 0 and (piece := file.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in packed:
        waiting = piece
        while waiting and not inflater.eof:
            yield inflater.decompress(waiting, _PIECE)
            waiting = inflater.unconsumed_tail
