"""Outlook's message files, made by the two formats' descriptions: compound files, and the properties in them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

Tree = Mapping[str, "bytes | Tree"]
Value = str | bytes | int | datetime

FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR, SMALL = 512, 4096
MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
STORAGE, STREAM, ROOT = 1, 2, 5

SUBJECT, BODY, HTML, SENDER, SENT, CODEPAGE = 0x0037, 0x1000, 0x1013, 0x0C1A, 0x0039, 0x3FDE
NAME, MAIL, METHOD, DATA, LONG_NAME, SHORT_NAME, MIME, CONTENT_ID, FLAGS = (
    *(0x3001, 0x3003, 0x3705, 0x3701, 0x3707, 0x3704, 0x370E, 0x3712, 0x3714),
)
EMBEDDED = "__substg1.0_3701000D"


@dataclass
class Entry:
    name: str
    kind: int
    start: int = END
    size: int = 0
    right: int = NONE
    child: int = NONE

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        links = (NONE, self.right, self.child, 0, self.start, self.size)
        return struct.pack("<64sHBB3L16xL16xLQ", name, len(name), self.kind, 1, *links)


@dataclass
class Sectors:
    """Sectors of one size, and for each which one follows it."""

    size: int
    body: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def put(self, data: bytes) -> int:
        """Where the chain begins."""
        start, count = len(self.table), -(-len(data) // self.size)
        self.table += [*range(start + 1, start + count), END] if count else []
        self.body += data.ljust(count * self.size, b"\0")
        return start if count else END

    def packed_table(self, length: int) -> bytes:
        return struct.pack(f"<{len(self.table)}L", *self.table).ljust(length * SECTOR, b"\xff")


def compound(tree: Tree) -> bytes:
    """A compound file with these storages and streams; those below 4,096 bytes lie in small sectors."""
    large, small = Sectors(SECTOR), Sectors(64)
    entries = [Entry("Root Entry", ROOT)]

    def add(parent: Entry, branch: Tree) -> None:
        before: Entry | None = None
        for name in sorted(branch, key=lambda name: (len(name), name.upper())):
            value = branch[name]
            entry = Entry(name, STREAM if isinstance(value, bytes) else STORAGE)
            entries.append(entry)
            if before:
                before.right = len(entries) - 1
            else:
                parent.child = len(entries) - 1
            before = entry
            if isinstance(value, bytes):
                entry.size = len(value)
                entry.start = (small if entry.size < SMALL else large).put(value)
            else:
                add(entry, value)

    add(entries[0], tree)
    entries[0].start, entries[0].size = large.put(bytes(small.body)), len(small.body)
    small_sectors = -(-len(small.table) // 128)
    small_table = large.put(small.packed_table(small_sectors))
    directory = large.put(b"".join(entry.packed() for entry in entries))
    count = next(n for n in range(1, 109) if n * 128 >= len(large.table) + n)
    places = [*range(len(large.table), len(large.table) + count), *[FREE] * (109 - count)]
    large.table += [FAT] * count
    numbers = (0, count, directory, 0, SMALL, small_table, small_sectors, END, 0)
    head = struct.pack("<8s16x5H6x9L109L", MAGIC, 0x3E, 3, 0xFFFE, 9, 6, *numbers, *places)
    return head + bytes(large.body) + large.packed_table(count)


def properties(head: bytes, values: Mapping[int, Value]) -> dict[str, bytes]:
    """The streams of a storage: its table of properties, and those that do not fit into it."""
    streams: dict[str, bytes] = {}
    table = bytearray(head)
    for number, value in values.items():
        if isinstance(value, int):
            table += struct.pack("<HHLLL", 0x0003, number, 6, value, 0)
        elif isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10**7)
            table += struct.pack("<HHLQ", 0x0040, number, 6, ticks)
        else:
            kind, data = (0x001F, value.encode("utf-16-le")) if isinstance(value, str) else (0x0102, value)
            table += struct.pack("<HHLLL", kind, number, 6, len(data) + 2 * (kind == 0x001F), 0)
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
    return {**streams, "__properties_version1.0": bytes(table)}


def message(
    values: Mapping[int, Value], people: Sequence[str] = (), attached: Sequence[Tree] = ()
) -> dict[str, bytes | Tree]:
    """A message as a storage that lies in an attachment; `outlook_file` makes a file of the same."""
    counts = struct.pack("<8x4L", len(people), len(attached), len(people), len(attached))
    return {
        **properties(counts, values),
        **{f"__recip_version1.0_#{at:08X}": properties(bytes(8), {NAME: name}) for at, name in enumerate(people)},
        **{f"__attach_version1.0_#{at:08X}": tree for at, tree in enumerate(attached)},
    }


def outlook_file(values: Mapping[int, Value], people: Sequence[str] = (), attached: Sequence[Tree] = ()) -> bytes:
    tree = message(values, people, attached)
    table = tree["__properties_version1.0"]
    assert isinstance(table, bytes)
    return compound({**tree, "__properties_version1.0": table[:24] + bytes(8) + table[24:]})


def attachment(data: bytes, **values: Value) -> Tree:
    numbers = {"name": LONG_NAME, "short": SHORT_NAME, "mime": MIME, "cid": CONTENT_ID, "flags": FLAGS}
    return properties(bytes(8), {METHOD: 1, DATA: data, **{numbers[key]: value for key, value in values.items()}})


def embedded(inner: Tree) -> Tree:
    return {**properties(bytes(8), {METHOD: 5}), EMBEDDED: inner}
