"""What a run allows its readers beyond the file itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``passwords`` are tried on encrypted files. ``recognise`` allows OCR of pages without usable text.

    A page of these may take ``page_seconds``.
    """

    passwords: tuple[str, ...] = field(default=(), repr=False)
    recognise: bool = False
    page_seconds: float = 30.0


PLAIN = ReadOptions()
