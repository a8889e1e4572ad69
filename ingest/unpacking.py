"""Unpacks files that other files hold, within limits, into a folder of its own. Runs in a worker process.

What is written has numbers for names, so no name in an archive can lead anywhere; sizes are those of the bytes
that were written, so no header can lie about them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import archive, media_types, read_eml, read_msg
from ingest.detection import media_type
from ingest.entry import Entry
from ingest.member_names import Names, ending, is_left_out, parts
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import Outcome, State, UnreadableError

Unpacker = Callable[[Path, ReadOptions], Iterator[Entry]]

UNPACKERS: dict[str, Unpacker] = {
    media_types.ZIP: archive.entries,
    media_types.EML: read_eml.attachments,
    media_types.MSG: read_msg.attachments,
}

# How deep files may lie in files: a PDF in an archive that is attached to a mail in an archive has three around it.
MOST_DEEP = 3
# Files and bytes that may be unpacked of a file in a folder, at all depths together.
MOST_FILES = 10_000
MOST_BYTES = 2 << 30
# Deflate makes at most 1,032 bytes of one; of what people write it makes some tens.
BOMB_RATIO, BOMB_BYTES = 500, 10 << 20

_UNPACK_ADVICE = "Unpack it with its own program, then ingest the folder."
_BOMB_ADVICE = "It is no document; leave it out."


@dataclass(frozen=True, slots=True)
class Room:
    """What may be unpacked: into which folder, how many files and bytes in all, and of one file.

    ``depth`` is how many files may still lie around one another: at 0 nothing is unpacked.
    """

    folder: Path
    file_bytes: int
    depth: int = MOST_DEEP
    files: int = MOST_FILES
    bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Member:
    """A file that was packed in another: its path there, and where it was unpacked or how it ended instead."""

    name: str
    value: Path | Outcome


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file held. ``outcome`` is its own: good where nothing was left out. ``bytes`` were written."""

    members: tuple[Member, ...]
    outcome: Outcome
    bytes: int = 0


def contents(path: Path, kind: str, room: Room, options: ReadOptions) -> Contents:
    """Unpack the file at ``path`` of the type ``kind``, one of `UNPACKERS`, as far as there is room.

    Raises:
        UnreadableError: nothing of it can be unpacked.
    """
    if room.depth == 0:
        return _too_deep(path, kind, options)
    room.folder.mkdir(parents=True)
    unpacked = _unpacked(_named(UNPACKERS[kind](path, options)), room)
    locked = [member for member in unpacked.members if _is_locked(member)]
    if locked and len(locked) == len(unpacked.members):
        raise UnreadableError(State.ENCRYPTED, "All files in it ask for a password.")
    return unpacked


def _too_deep(path: Path, kind: str, options: ReadOptions) -> Contents:
    if next(_named(UNPACKERS[kind](path, options)), None) is None:
        return Contents((), _held(0))
    reason = f"It lies in {MOST_DEEP} files, one in the other; the files in it were not read."
    return Contents((), Outcome(State.TOO_LARGE, reason, _UNPACK_ADVICE))


def _is_locked(member: Member) -> bool:
    return isinstance(member.value, Outcome) and member.value.state is State.ENCRYPTED


def _unpacked(entries: Iterable[tuple[str, Entry]], room: Room) -> Contents:
    members: list[Member] = []
    written = 0
    for name, entry in entries:
        if len(members) == room.files:
            reason = f"More than {MOST_FILES:,} files are packed in one; of this one were read: {len(members):,}."
            return Contents(tuple(members), Outcome(State.TOO_LARGE, reason, _UNPACK_ADVICE), written)
        target = room.folder / f"{len(members):05d}{ending(name)}"
        value, size = _written(entry, target, replace(room, bytes=room.bytes - written))
        written += size
        if value is None:
            reason = (
                f"It unpacks to more than {room.bytes >> 20:,} MiB; files of it that were read: {len(members):,}."
            )
            return Contents(tuple(members), Outcome(State.TOO_LARGE, reason, _UNPACK_ADVICE), written)
        members.append(Member(name, value))
    return Contents(tuple(members), _held(len(members)), written)


def _held(count: int) -> Outcome:
    return Outcome(State.READY, "1 file in it." if count == 1 else f"{count:,} files in it.")


def _named(entries: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """The entries that are looked at, each with the path that is its own; the same whenever it is unpacked."""
    names = Names()
    for entry in entries:
        path = parts(entry.name)
        if not is_left_out(path):
            yield names.given(path), entry


def _written(entry: Entry, target: Path, room: Room) -> tuple[Path | Outcome | None, int]:
    """The file, or how it ended instead, or None where there is no room for it; and how many bytes were written."""
    size = 0
    try:
        with target.open("xb") as file:
            for piece in entry.pieces():
                size += len(piece)
                if size > room.bytes:
                    break
                _check(size, entry, room)
                file.write(piece)
    except UnreadableError as error:
        target.unlink()
        return error.outcome, size
    if size > room.bytes:
        target.unlink()
        return None, size
    return target, size


def _check(size: int, entry: Entry, room: Room) -> None:
    if size > BOMB_BYTES and size > BOMB_RATIO * max(entry.size, 1):
        reason = f"It unpacks to more than {BOMB_RATIO} times its size, as only a trap does."
        raise UnreadableError(State.TOO_LARGE, reason, _BOMB_ADVICE)
    if size > room.file_bytes:
        raise UnreadableError(State.TOO_LARGE, f"It has more than {room.file_bytes >> 20:,} MiB.")


def extract(path: Path, inside: str, room: Room) -> Path:
    """Unpack one file: that at ``inside`` in the file at ``path``, as `contents` names it; where it is then.

    What it lies in is unpacked on the way, and removed.

    Raises:
        UnreadableError: it is not there, or cannot be unpacked.
    """
    unpacker = UNPACKERS.get(media_type(path))
    for name, entry in _named(unpacker(path, PLAIN)) if unpacker and room.depth else ():
        if inside == name or inside.startswith(f"{name}/"):
            target = room.folder / f"{room.depth}{ending(name)}"
            value, _ = _written(entry, target, room)
            if not isinstance(value, Path):
                raise UnreadableError(State.TOO_LARGE, "It cannot be unpacked.")
            if inside == name:
                return value
            try:
                return extract(value, inside[len(name) + 1 :], replace(room, depth=room.depth - 1))
            finally:
                value.unlink()
    raise UnreadableError(State.DAMAGED, "It is not in there any more.")
