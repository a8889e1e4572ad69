"""The elements of HTML: what is text of the page, and what is furniture of the site. Pure functions of elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.block_writer import number_of

Element = Any  # an lxml element
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre search section summary table "
    "tbody td tfoot th thead tr ul".split()
)
_LEFT_OUT = frozenset(
    "applet area audio base button canvas datalist del dialog embed frame frameset head iframe img input label "
    "link map math menuitem meta nav noembed noframes noscript object optgroup option param picture progress rp "
    "rt script select source style svg template textarea title track video".split()
)
_ROLES = frozenset(
    "alertdialog banner button contentinfo dialog menu menubar navigation search searchbox tablist toolbar "
    "tooltip".split()
)
# Pages hide as a whole until their scripts have run.
_WHOLE = frozenset({"html", "body"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_BANNER = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_BANNER_TAGS = frozenset({"aside", "div", "form", "section"})
_NOTE = re.compile(r"_?(?:ftn|edn|fn|footnote|endnote)[-_:]?\d+", re.IGNORECASE)
_TO_NOTE = re.compile(r"#_?(?:ftn|edn|fn|footnote|endnote|note)(?:ref)?[-_:]?\d+", re.IGNORECASE)
_MARK = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}|[ivx]{1,5}|[a-z*†‡])\s*[\])]?\s*", re.IGNORECASE)
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def name_of(element: Element) -> str:
    """Its name in lower case without a prefix; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def is_left_out(element: Element, name: str) -> bool:
    """Whether it is no text of the page: scripts, controls, navigation, what is hidden, banners."""
    if name in _LEFT_OUT or not name:
        return True
    if name in _WHOLE:
        return False
    if name == "footer" or (name == "aside" and _is_menu(element)):
        return not _is_inside(element, "blockquote")
    return bool(element.attrib) and (
        _is_hidden(element) or _is_furniture(element, name) or is_note_mark(element, name)
    )


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden", "").casefold() == "true":
        return True
    return _HIDDEN.search(element.get("style", "")) is not None


def _is_furniture(element: Element, name: str) -> bool:
    role = element.get("role", "").casefold()
    if role in _ROLES and not (role == "banner" and element.find(".//h1") is not None):
        return True
    called = f"{element.get('id', '')} {element.get('class', '')}"
    return name in _BANNER_TAGS and bool(_BANNER.search(called)) and element.find(".//h1") is None


def _is_menu(element: Element) -> bool:
    """Whether most of its text is links."""
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return linked * 2 > len(element.text_content())


def _is_inside(element: Element, name: str) -> bool:
    return any(ancestor.tag == name for ancestor in element.iterancestors())


def is_note_mark(element: Element, name: str) -> bool:
    """Whether it only refers to a note, or from a note back."""
    if "noteref" in _purpose(element):
        return True
    return name == "a" and bool(_TO_NOTE.fullmatch(element.get("href", ""))) and _is_mark(element)


def _is_mark(element: Element) -> bool:
    return _MARK.fullmatch("".join(element.itertext())) is not None


def is_note(element: Element) -> bool:
    """Whether it holds a footnote or an endnote."""
    if not element.attrib:
        return False
    return _NOTE.fullmatch(element.get("id", "")) is not None or bool(
        _purpose(element) & {"footnote", "endnote", "rearnote"}
    )


def _purpose(element: Element) -> set[str]:
    """What the book's own words, or those for screen readers, say that it is."""
    said = f"{element.get('epub:type', '')} {element.get(_EPUB_TYPE, '')} {element.get('role', '')}"
    return {word.removeprefix("doc-") for word in said.split()}


def is_table(table: Element) -> bool:
    """Whether a table holds data: a page's layout is often a table as well."""
    if table.get("role", "") in {"presentation", "none"}:
        return False
    rows = list(rows_of(table))
    if table.find("caption") is not None or any(name_of(cell) == "th" for row in rows for cell in row):
        return True
    if any(table.find(f".//{name}") is not None for name in ("table", "h1", "h2", "h3", "form", "hr")):
        return False
    widths = [len(row) for row in rows]
    return len(widths) > 1 and max(widths) > 1


def rows_of(table: Element) -> Iterator[Element]:
    """Its rows, not those of tables within it."""
    for child in table:
        name = name_of(child)
        if name == "tr":
            yield child
        elif name in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child if name_of(row) == "tr")


def number_in(element: Element, name: str, most: int) -> int:
    """A number of an attribute, 1 to ``most``; 1 where there is none."""
    return number_of(element.get(name, "1").strip(), most)


def is_bold(element: Element, name: str) -> bool:
    return name in {"b", "strong"} or bool(_BOLD.search(element.get("style", "")))
