"""Pages as pictures: to see how they look, and to recognise text in them. The one file that draws with PDFium."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.picture import Box, Picture, paper, sharp_edges
from ingest.raw_pdf import Look, RawPage, Word

# Dots on the longer side of a page that is only looked at: letters of 8 points still have edges.
LOOKED_AT = 1000
# A scan is drawn as it was scanned: at other resolutions noise and blur are drawn as well. Of pages scanned at
# 200 dpi with noise, Tesseract read .97 to .99 of the words at 200 dpi and .93 to .95 at 300. Coarse scans gain
# from being enlarged: at 100 dpi .997 of the words after .986, of Arabic ones .85 after .76.
FINEST, COARSEST, ENLARGED = 300.0, 150.0, 250.0
# Letters that are drawn: at 200 dpi all French words were right, as at 300; of the Arabic ones .98, at 300 .87.
DRAWN = 200.0
# Pages of a wrong nominal size (a point for each dot) and posters stay within what an engine can take.
MOST_DOTS = 5_000
DEEPEST = 3  # forms within forms


@dataclass(frozen=True, slots=True)
class _Placed:
    """A picture on a page: its share of the page, and its dots an inch there."""

    share: float
    dpi: float


def look_of(page: pdfium.PdfPage, raw: RawPage) -> Look:
    """How the page looks, on which these words were found."""
    picture = _drawn(page, LOOKED_AT / max(page.get_size())).turned(raw.turns)
    scale = picture.width / max(raw.width, 1.0)
    covered = min(1.0, sum(placed.share for placed in _placed(page)))
    return Look(covered, sharp_edges(picture, [_around(word, scale) for word in raw.words]), paper(picture))


def _around(word: Word, scale: float) -> Box:
    margin = 0.3 * word.size
    left, top, right, bottom = word.left - margin, word.top - margin, word.right + margin, word.bottom + margin
    return left * scale, top * scale, right * scale, bottom * scale


def picture_of(page: pdfium.PdfPage) -> Picture:
    """The page as displayed, in the resolution in which text is best recognised."""
    wide = _dpi(list(_placed(page))) / 72
    return _drawn(page, min(wide, MOST_DOTS / max(page.get_size())))


def _dpi(pictures: Sequence[_Placed]) -> float:
    """That of the pictures, where they cover the page: of most of their area, and the finer of two layers."""
    covered = sum(placed.share for placed in pictures)
    if covered < 0.5:
        return DRAWN
    passed = 0.0
    for placed in sorted(pictures, key=lambda placed: placed.dpi):
        passed += placed.share
        if passed > 0.5 * covered:
            return ENLARGED if placed.dpi < COARSEST else min(placed.dpi, FINEST)
    return DRAWN


def _drawn(page: pdfium.PdfPage, scale: float) -> Picture:
    bitmap = page.render(scale=scale, grayscale=True)
    rows = bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width]
    return Picture(bitmap.width, bitmap.height, rows.tobytes(), 72 * scale)


def _placed(page: pdfium.PdfPage) -> Iterator[_Placed]:
    crop = page.get_cropbox()
    area = (crop[2] - crop[0]) * (crop[3] - crop[1])
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=DEEPEST):
        matrix = item.get_matrix()
        within = item.container
        while within is not None:
            matrix, within = matrix.multiply(within.get_matrix()), within.container
        shown = _shown(matrix, crop)
        side = math.hypot(matrix.a, matrix.b)
        if shown and area > 0 and side > 0:
            yield _Placed(shown / area, 72 * item.get_px_size()[0] / side)


def _shown(matrix: pdfium.PdfMatrix, crop: Box) -> float:
    """How much of the unit square, which is where a picture stands before it is placed, shows within the crop."""
    corners = [matrix.on_point(x, y) for x in (0, 1) for y in (0, 1)]
    xs, ys = zip(*corners, strict=True)
    wide: float = min(max(xs), crop[2]) - max(min(xs), crop[0])
    high: float = min(max(ys), crop[3]) - max(min(ys), crop[1])
    return max(wide, 0.0) * max(high, 0.0)
