"""Scanned pages, made here: text drawn as dots, with the noise of a scanner, in PDFs without a text layer.

The font is DejaVu Sans (Debian: fonts-dejavu-core). Pillow shapes Arabic with the system's FriBidi (libfribidi0).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, features

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
DPI = 200
# A4 in points.
WIDE, HIGH = 595.0, 842.0
PITCH = 1.45

_MISSING = [
    name
    for name, there in (
        ("Tesseract", shutil.which("tesseract")),
        ("DejaVu Sans", FONT.exists()),
        ("FriBidi", features.check("raqm")),
    )
    if not there
]
# In CI nothing may be missing: there these tests fail without it.
needs_tesseract = pytest.mark.skipif(
    bool(_MISSING) and not os.environ.get("CI"), reason=f"not installed here: {', '.join(_MISSING)}"
)


@dataclass(frozen=True)
class Text:
    """Lines from ``left`` and ``top`` on, in points; Arabic ones end at the other margin."""

    lines: Sequence[str]
    left: float = 70.0
    top: float = 90.0
    size: float = 11.0
    leftward: bool = False


def drawn(*texts: Text, noise: float = 8.0) -> Image.Image:
    """A page as a scanner sees it, in shades of grey."""
    page = Image.new("L", (round(WIDE * DPI / 72), round(HIGH * DPI / 72)), 250)
    pen = ImageDraw.Draw(page)
    for text in texts:
        font = ImageFont.truetype(FONT, round(text.size * DPI / 72))
        for number, line in enumerate(text.lines):
            x = (WIDE - text.left if text.leftward else text.left) * DPI / 72
            y = (text.top + PITCH * text.size * number) * DPI / 72
            if text.leftward:
                pen.text((x, y), line, 20, font, anchor="ra", direction="rtl", language="ar")
            else:
                pen.text((x, y), line, 20, font)
    return noisy(page, noise)


def noisy(page: Image.Image, noise: float) -> Image.Image:
    dots = np.asarray(page, dtype=float) + np.random.default_rng(7).normal(0, noise, (page.height, page.width))
    return Image.fromarray(dots.clip(0, 255).astype(np.uint8))


def photograph() -> Image.Image:
    """Soft shadows, as on a cover, without a letter."""
    x, y = np.meshgrid(np.linspace(0, 9, round(WIDE * DPI / 72)), np.linspace(0, 13, round(HIGH * DPI / 72)))
    return noisy(Image.fromarray((130 + 60 * np.sin(x + np.sin(y)) + 50 * np.cos(y)).astype(np.uint8)), 4.0)


def saved(path: Path, *pages: Image.Image) -> Path:
    first, *rest = pages
    first.save(path, "PDF", resolution=DPI, save_all=True, append_images=rest)
    return path


def joined(path: Path, *parts: Path) -> Path:
    """The pages of several PDFs in one."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for part in parts:
        writer.append(part)
    writer.write(path)
    return path
