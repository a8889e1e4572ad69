"""Ruling lines and pictures of a PDF's page. The one file that asks PDFium for drawings."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.raw_pdf import Rule

# A rule is a path thinner than this, in points; table borders drawn as filled rectangles are up to 2 pt.
THICKNESS = 2.5
LENGTH = 12.0
# A chart can hold hundreds of thousands of paths, a map as many points; no table does.
MOST_PATHS = 5_000
MOST_POINTS = 2_000
# Text set as outlines has a path for each letter; fewer are lines and boxes.
PICTURE_PATHS = 100

Box = tuple[float, float, float, float]


def is_pictured(page: pdfium.PdfPage) -> bool:
    """Whether the page may show text that is none: in a picture, or drawn as paths."""
    kinds = [item.type for item in page.get_objects(max_depth=3)]
    return pdfium_c.FPDF_PAGEOBJ_IMAGE in kinds or kinds.count(pdfium_c.FPDF_PAGEOBJ_PATH) >= PICTURE_PATHS


def rules_of(page: pdfium.PdfPage, displayed: Callable[[float, float, float, float], Box]) -> tuple[Rule, ...]:
    """The rules of a page; ``displayed`` turns a box of the PDF's coordinates into one of the displayed page's."""
    found: list[Rule] = []
    for count, item in enumerate(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count >= MOST_PATHS:
            return ()
        for box in _pieces(item):
            found += _sides(displayed(*box), stroked=_is_stroked(item))
    return tuple(found)


def _pieces(path: pdfium.PdfObject) -> list[Box]:
    """The bounds of each connected piece: many programs draw all lines of a grid as one path."""
    count = pdfium_c.FPDFPath_CountSegments(path.raw)
    if not 0 < count <= MOST_POINTS:
        return []
    matrix = path.get_matrix()
    pieces: list[list[tuple[float, float]]] = []
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path.raw, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if not pieces or pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
            pieces.append([])
        pieces[-1].append(matrix.on_point(x.value, y.value))
    return [_bounds(points) for points in pieces]


def _bounds(points: list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _is_stroked(path: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium_c.FPDFPath_GetDrawMode(path.raw, fill, stroke)) and bool(stroke.value)


def _sides(box: Box, *, stroked: bool) -> Iterator[Rule]:
    """A thin piece is a rule; a box with a border is four. A filled area without one is decoration."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    if high <= THICKNESS and wide >= LENGTH:
        middle = (top + bottom) / 2
        yield Rule(left, middle, right, middle)
    elif wide <= THICKNESS and high >= LENGTH:
        middle = (left + right) / 2
        yield Rule(middle, top, middle, bottom)
    elif stroked and wide >= LENGTH and high >= LENGTH:
        yield Rule(left, top, right, top)
        yield Rule(left, bottom, right, bottom)
        yield Rule(left, top, left, bottom)
        yield Rule(right, top, right, bottom)
