"""What can be filtered by, with counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.document import Kind
from service.filters import PARAMETERS as FILTERS
from service.labels import FIELDS, label_of
from service.schema import FacetOut, FacetsOut, FacetValueOut

if TYPE_CHECKING:
    from index.library import Filter, Library

# The parameter that filters by a facet's values; a year is no value but a bound, so it has none.
PARAMETERS: dict[str, str | None] = {
    **dict.fromkeys(FIELDS),
    **{field.value: parameter for field, parameter in FILTERS.items()},
    "kind": "kind",
}


def facets(library: Library, where: Filter) -> FacetsOut:
    """All facets under ``where``."""
    return FacetsOut(facets=[facet(library, field, where) for field in FIELDS])


def facet(library: Library, field: str, where: Filter) -> FacetOut:
    """One facet; its own filter is left out of its counts, so that a choice does not hide the others."""
    counts = library.count(field, without(field, where))
    values = [FacetValueOut(value=value, label=label_of(field, value), count=n) for value, n in counts.items()]
    return FacetOut(
        field=field,
        parameter=PARAMETERS[field],
        label=FIELDS[field],
        unit="passages" if field == "kind" else "documents",
        values=in_order(field, values),
    )


def without(field: str, where: Filter) -> Filter:
    """``where`` without the restriction of ``field``."""
    if field == "year":
        return replace(where, since=None, until=None)
    nothing: Any = ()
    return replace(where, **{field: nothing})


def in_order(field: str, values: list[FacetValueOut]) -> list[FacetValueOut]:
    """Most frequent first, then by label; years latest first, kinds most useful first."""
    if field == "kind":
        return sorted(values, key=lambda each: list(Kind).index(Kind(each.value)))
    if field == "year":
        return sorted(values, key=lambda each: each.value, reverse=True)
    return sorted(values, key=lambda each: (-each.count, each.label.casefold()))
