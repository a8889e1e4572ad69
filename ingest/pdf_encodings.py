"""Whether a PDF says what letters its characters are. Speaks to PDFium."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest import normalise

# Characters of a page that are looked at: a sample tells.
SAMPLE = 400


def unmapped(text_page: pdfium.PdfTextPage) -> int:
    """About how many characters there are for which the file does not say what letters they are."""
    count: int = text_page.count_chars()
    sample = range(0, count, max(1, count // SAMPLE))
    found = sum(_is_unmapped(text_page.raw, index) for index in sample)
    return round(found * count / max(1, len(sample)))


def _is_unmapped(raw: pdfium_c.FPDF_TEXTPAGE, index: int) -> bool:
    """Whether PDFium had to guess; or the file names a place of private use that is no known bullet."""
    if pdfium_c.FPDFText_HasUnicodeMapError(raw, index) == 1:
        return True
    code: int = pdfium_c.FPDFText_GetUnicode(raw, index)
    return code == 0xFFFD or (0xE000 <= code <= 0xF8FF and not normalise.characters(chr(code)))
