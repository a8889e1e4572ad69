"""The elements of OpenDocument texts: what text a paragraph holds, and what its styles say. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.block_writer import number_of

Element = Any  # an lxml element
# In texts: where a page ended when the program last laid them out.
SOFT_BREAK = "\v"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = {
    f"{_OASIS}:{name}:1.0": name for name in ("office", "text", "table", "style", "drawing", "presentation", "meta")
} | {f"{_OASIS}:xsl-fo-compatible:1.0": "fo", "http://purl.org/dc/elements/1.1/": "dc"}
_NAMES = {prefix: space for space, prefix in _SPACES.items()}
_LEFT_OUT = frozenset(
    "text:note text:tracked-changes text:hidden-text text:ruby-text text:script office:annotation "
    "office:annotation-end office:forms office:event-listeners".split()
)
_MOST_BLANKS = 100
_DEEPEST_STYLE = 20


def name_of(element: Element) -> str:
    """``text:p`` and the like, with the prefixes of the standard; empty for comments and entities."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return f"{_SPACES.get(space[1:], '?')}:{name}"


def attribute(element: Element, name: str, default: str = "") -> str:
    """An attribute by its prefixed name."""
    prefix, _, local = name.partition(":")
    return str(element.get(f"{{{_NAMES[prefix]}}}{local}", default))


def number(element: Element, name: str, most: int) -> int:
    """A number of an attribute, 1 to ``most``; 1 where there is none."""
    return number_of(attribute(element, name, "1"), most)


def is_shape(name: str) -> bool:
    """Whether it is a text box, a picture or a drawing: its text stands beside the paragraph's."""
    return name.startswith("drawing:")


@dataclass(frozen=True, slots=True)
class Style:
    """What one style says. ``breaks`` where a page begins before it."""

    name: str
    parent: str
    bold: bool | None
    hidden: bool
    breaks: bool


Styles = Mapping[tuple[str, str], Style]


def styles_in(*roots: Element | None) -> dict[tuple[str, str], Style]:
    """The styles of the parts given, by family and name; earlier parts come first."""
    found: dict[tuple[str, str], Style] = {}
    for root in roots:
        if root is not None:
            for element in root.iter(f"{{{_NAMES['style']}}}style"):
                key = attribute(element, "style:family"), attribute(element, "style:name")
                found.setdefault(key, _style(element))
    return found


def _style(element: Element) -> Style:
    said = {name_of(child): child for child in element}
    text, before = said.get("style:text-properties"), ""
    for name in ("style:paragraph-properties", "style:table-properties"):
        before = before or (attribute(said[name], "fo:break-before") if name in said else "")
    weight = attribute(text, "fo:font-weight") if text is not None else ""
    return Style(
        # What people named it, where the file's own name for it had to be changed.
        attribute(element, "style:display-name") or attribute(element, "style:name"),
        attribute(element, "style:parent-style-name"),
        (weight in {"bold", "600", "700", "800", "900"}) if weight else None,
        text is not None and attribute(text, "text:display") == "none",
        before == "page" or bool(attribute(element, "style:master-page-name")),
    )


def chain(styles: Styles, family: str, name: str) -> Iterator[Style]:
    """A style and those that it is based on."""
    for _ in range(_DEEPEST_STYLE):
        style = styles.get((family, name))
        if style is None:
            return
        yield style
        name = style.parent


def _says_hidden(element: Element, styles: Styles) -> bool:
    return any(style.hidden for style in chain(styles, "text", attribute(element, "text:style-name")))


def text_in(element: Element, styles: Styles) -> str:
    """Its text, with tabs, line breaks and page breaks; without notes, comments, boxes and what is hidden."""
    parts = [element.text or ""]
    for child in element:
        parts += [_text_of(child, styles), child.tail or ""]
    return "".join(parts)


def _text_of(element: Element, styles: Styles) -> str:
    name = name_of(element)
    if name in _LEFT_OUT or is_shape(name) or not name:
        return ""
    if name == "text:s":
        blanks = attribute(element, "text:c", "1")
        return " " * min(int(blanks) if blanks.isdecimal() and len(blanks) < 6 else 1, _MOST_BLANKS)
    if name in _LEAVES:
        return _LEAVES[name]
    if name == "text:span" and _says_hidden(element, styles):
        return ""
    return text_in(element, styles)


_LEAVES = {"text:tab": "\t", "text:line-break": "\n", "text:soft-page-break": SOFT_BREAK}


def is_bold(paragraph: Element, styles: Styles) -> bool:
    """Whether all its text is set in bold."""
    usual = _bold(styles, "paragraph", attribute(paragraph, "text:style-name"))
    loose = [paragraph.text, *(child.tail for child in paragraph)]
    if not usual and any(text and text.strip() for text in loose):
        return False
    spans = [child for child in paragraph if _text_of(child, styles).strip()]
    return all(_is_bold_span(span, styles, usual) for span in spans)


def _is_bold_span(span: Element, styles: Styles, usual: bool) -> bool:
    own = [style.bold for style in chain(styles, "text", attribute(span, "text:style-name"))]
    return next((bold for bold in own if bold is not None), usual)


def _bold(styles: Styles, family: str, name: str) -> bool:
    return next((style.bold for style in chain(styles, family, name) if style.bold is not None), False)
