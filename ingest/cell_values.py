"""Values of spreadsheet cells as a person reads them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import isfinite

from ingest.grid_pages import cell_text

# Excel's own limit.
LONGEST = 32_767


def shown(value: object, number_format: str) -> str:
    """Dates in ISO form, whole numbers without a point, shares as per cent where they are so shown.

    Errors (#N/A, #DIV/0!) and truth values say nothing without their sheet: errors are left out.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, "%" in number_format)
    if isinstance(value, datetime | date | time | timedelta):
        return _moment(value)
    text = cell_text(str(value)[:LONGEST])
    return "" if text.startswith("#") and text.rstrip("!?").isupper() and " " not in text else text


def _number(value: float, share: bool) -> str:
    if not isfinite(value):
        return ""
    scaled = value * 100 if share else value
    if abs(scaled) >= 1e15:
        return f"{scaled:.6g}"
    written = f"{round(scaled, 6 if abs(scaled) < 1000 else 2):.15g}"
    return f"{written} %" if share else written


def _moment(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)
