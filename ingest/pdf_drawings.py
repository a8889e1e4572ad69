"""Ruling lines, boxes and pictures of a PDF's page. The one file that asks PDFium for drawings."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.pdf_frame import Box
from ingest.raw_pdf import Area, Rule

# A rule is a path thinner than this, in points; table borders drawn as filled rectangles are up to 2 pt. They are
# often drawn cell by cell, and the row of a table may be as low as its type.
THICKNESS = 2.5
LENGTH = 4.0
SIDE = 12.0
# A box around text is at least so wide and high.
AREA_WIDTH, AREA_HEIGHT = 60.0, 24.0
# A chart can hold hundreds of thousands of paths, a map as many points; no table does.
MOST_OBJECTS = 50_000
MOST_PATHS = 10_000
MOST_POINTS = 2_000
# Text set as outlines has a path for each letter; fewer are lines and boxes.
PICTURE_PATHS = 100
_DEEPEST = 3
_WHITE = 250

Displayed = Callable[[float, float, float, float], Box]
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawings:
    """What is drawn on a page. ``pictured`` where it may show text that is none: in a picture, or as paths."""

    rules: tuple[Rule, ...] = ()
    areas: tuple[Area, ...] = ()
    pictured: bool = False


def drawings_of(page: pdfium.PdfPage, displayed: Displayed) -> Drawings:
    """The drawings of a page; ``displayed`` turns a box of the PDF's coordinates into one of the page's."""
    objects = list(islice(_objects(page.raw, _IDENTITY, 0), MOST_OBJECTS))
    paths = [(path, matrix) for kind, path, matrix in objects if kind == pdfium_c.FPDF_PAGEOBJ_PATH]
    pictures = any(kind == pdfium_c.FPDF_PAGEOBJ_IMAGE for kind, _, _ in objects)
    pictured = pictures or len(paths) >= PICTURE_PATHS
    if len(paths) > MOST_PATHS:
        return Drawings(pictured=pictured)
    rules: list[Rule] = []
    areas: list[Area] = []
    for path, matrix in paths:
        stroked, filled = _painted(path)
        for box in _pieces(path, matrix):
            rules += _sides(displayed(*box), stroked=stroked)
            areas += _areas(displayed(*box), stroked=stroked, filled=filled)
    return Drawings(tuple(rules), tuple(areas), pictured)


def _objects(parent: object, placed: _Matrix, depth: int) -> Iterator[tuple[int, object, _Matrix]]:
    """Kind, handle and placing matrix of all that is painted, also in forms within the page."""
    inside = depth > 0
    count = pdfium_c.FPDFFormObj_CountObjects(parent) if inside else pdfium_c.FPDFPage_CountObjects(parent)
    get = pdfium_c.FPDFFormObj_GetObject if inside else pdfium_c.FPDFPage_GetObject
    for index in range(count):
        item = get(parent, index)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth + 1 < _DEEPEST:
            yield from _objects(item, _times(_matrix(item), placed), depth + 1)
        else:
            yield kind, item, placed


def _matrix(item: object) -> _Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    A, B, C, D, E, F = then  # noqa: N806
    return a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F


def _painted(path: object) -> tuple[bool, bool]:
    """Whether it has a border, and whether it is filled with another colour than that of paper."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke):
        return False, False
    return bool(stroke.value), bool(fill.value) and not _is_white(path)


def _is_white(path: object) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium_c.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return bool(known) and min(red.value, green.value, blue.value) >= _WHITE


def _pieces(path: object, placed: _Matrix) -> list[Box]:
    """The bounds of each connected piece: many programs draw all lines of a grid as one path."""
    count = pdfium_c.FPDFPath_CountSegments(path)
    if not 0 < count <= MOST_POINTS:
        return []
    a, b, c, d, e, f = _times(_matrix(path), placed)
    x, y = ctypes.c_float(), ctypes.c_float()
    pieces: list[list[tuple[float, float]]] = []
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if not pieces or pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
            pieces.append([])
        u, v = x.value, y.value
        pieces[-1].append((a * u + c * v + e, b * u + d * v + f))
    return [_bounds(points) for points in pieces]


def _bounds(points: list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _sides(box: Box, *, stroked: bool) -> Iterator[Rule]:
    """A thin piece is a rule; a box with a border is four. A filled area without one is decoration."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    if high <= THICKNESS and wide >= max(LENGTH, 2 * high):
        middle = (top + bottom) / 2
        yield Rule(left, middle, right, middle)
    elif wide <= THICKNESS and high >= max(LENGTH, 2 * wide):
        middle = (left + right) / 2
        yield Rule(middle, top, middle, bottom)
    elif stroked and wide >= SIDE and high >= SIDE:
        yield Rule(left, top, right, top)
        yield Rule(left, bottom, right, bottom)
        yield Rule(left, top, left, bottom)
        yield Rule(right, top, right, bottom)


def _areas(box: Box, *, stroked: bool, filled: bool) -> Iterator[Area]:
    left, top, right, bottom = box
    if (stroked or filled) and right - left >= AREA_WIDTH and bottom - top >= AREA_HEIGHT:
        yield Area(left, top, right, bottom)
