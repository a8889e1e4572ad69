"""What a run allows its readers beyond the file itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``passwords`` are tried on encrypted files. ``recognise`` allows OCR of pages without usable text."""

    passwords: tuple[str, ...] = ()
    recognise: bool = False


PLAIN = ReadOptions()
