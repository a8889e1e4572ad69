"""A page of a PDF as a picture, a passage marked. Runs in a worker process: the file is not to be trusted."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

    from ingest.document import Page, Span

WIDTH = 900
# A page of 900 by 4,000 is a till receipt; anything longer is drawn smaller, since memory goes with the area.
MOST_HEIGHT = 4_000
FILL = (255, 196, 0, 84)
BAR = (201, 120, 0, 255)
BAR_WIDTH = 4
PADDING = 2


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, as fractions (0 to 1) of its width and height from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


class UndrawableError(Exception):
    """The page cannot be drawn."""


def marks_on(page: Page, spans: tuple[Span, ...]) -> tuple[Box, ...]:
    """The boxes of the lines of ``page`` in which visible characters of ``spans`` stand."""
    wanted = [span for span in spans if span.page == page.number]
    return tuple(
        Box(line.left, line.top, line.right, line.bottom)
        for line in page.lines
        if any(page.text[max(line.start, span.start) : min(line.end, span.end)].strip() for span in wanted)
    )


def limit_memory(megabytes: int) -> None:
    """Keep this process within ``megabytes`` of address space, without core dumps, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none: the time limit stands alone there.
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1024 * 1024
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    # macOS knows the limit and may refuse to set it: the time limit stands alone there, too.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw_page(path: str, number: int, boxes: tuple[Box, ...]) -> bytes:
    """Page ``number`` (from 1) of the PDF at ``path`` as PNG, about `WIDTH` pixels wide, ``boxes`` marked.

    Raises `UndrawableError`, whatever the PDF library's reason.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            page = pdf[number - 1]
            wide, high = page.get_size()
            bitmap = page.render(scale=min(WIDTH / wide, MOST_HEIGHT / high))
            picture: Image = bitmap.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ZeroDivisionError, ValueError, OSError, MemoryError) as error:
        raise UndrawableError(type(error).__name__) from None
    return png(mark(picture, boxes))


def mark(picture: Image, boxes: tuple[Box, ...]) -> Image:
    """``picture`` with a translucent wash over ``boxes`` and a bar to the left of each."""
    from PIL import Image, ImageDraw

    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for box in boxes:
        left, top, right, bottom = pixels(box, *picture.size)
        pen.rectangle((left, top, right, bottom), fill=FILL)
        pen.rectangle((left - BAR_WIDTH, top, left - 1, bottom), fill=BAR)
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The box in pixels, a little wider than its text and within the picture."""
    left = max(0, round(box.left * width) - PADDING)
    top = max(0, round(box.top * height) - PADDING)
    right = min(width - 1, round(box.right * width) + PADDING)
    bottom = min(height - 1, round(box.bottom * height) + PADDING)
    return min(left, right), min(top, bottom), right, bottom


def png(picture: Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
