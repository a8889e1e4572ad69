"""RTF as blocks. RTF does not tell where pages end, so it is not paged.

Deleted text of tracked changes, hidden text, comments, headers, footers and field codes are left out;
footnotes and text boxes are read.
"""

from __future__ import annotations

from copy import copy
from pathlib import Path

from ingest import media_types as types
from ingest import normalise
from ingest.block_writer import BlockWriter, is_title
from ingest.document import Kind, Reading, Role
from ingest.outcome import State, UnreadableError
from ingest.rtf_state import Group, Paragraph
from ingest.rtf_styles import StyleSheet
from ingest.rtf_tables import RtfTable
from ingest.rtf_tokens import CHARACTERS, CODE_PAGES, Is, Token, code_page, decoded, tokens

# What is in these groups is not the document's text; nor is it in groups that are marked as optional and not known.
_LEFT_OUT = frozenset(
    "annotation atnauthor atndate atnicn atnid background bkmkend bkmkstart colorschememapping colortbl comment "
    "datafield do doccomm fldinst footer footerf footerl footerr ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc "
    "generator header headerf headerl headerr keywords listoverridetable listtable nonesttables nonshppict objdata "
    "operator pict private revtbl rsidtbl rxe shprslt sp subject tc template themedata txe userprops xe "
    "xmlnstbl".split()
)
_OPTIONAL = frozenset({"footnote", "shpinst", "shppict", "nesttableprops"})
_ITEM_MARKS = frozenset({"listtext", "pntext", "pn"})
# Groups whose text is kept apart: it tells about the document.
_TOLD = frozenset({"fonttbl", "stylesheet", "title", "author", "creatim"})
_BESIDE = {"footnote": Role.FOOTNOTE, "shptxt": Role.PARAGRAPH}
_PARTED = "\f"
_MOST_NESTING = 10_000


def read_rtf(path: Path) -> Reading:
    """Read an RTF.

    Raises:
        UnreadableError: its groups are nested as no program nests them.
    """
    reader = _Reader()
    for token in tokens(path.read_bytes()):
        reader.take(token)
    return reader.reading()


class _Reader:
    """Follows the tokens. The groups that are open are a list: nesting costs no depth."""

    def __init__(self) -> None:
        self._out = BlockWriter()
        self._group = Group()
        self._outer: list[Group] = []
        self._paragraph = Paragraph()
        self._interrupted: list[Paragraph] = []
        self._beside: list[tuple[Role, str]] = []
        self._cell: list[str] = []
        self._table = RtfTable()
        self._styles = StyleSheet()
        self._usual = "cp1252"
        self._charsets: dict[int | None, int] = {}
        self._told: dict[str, list[str]] = {}
        self._created: list[str] = []
        self._bytes = bytearray()
        self._skip = 0  # so many characters that follow are told already

    def take(self, token: Token) -> None:
        if token.kind is Is.TEXT:
            passed = min(self._skip, len(token.text))
            self._skip -= passed
            self._bytes += b"" if self._group.skipped else token.text[passed:]
            return
        self._say_bytes()
        if token.kind is Is.OPEN:
            self._open()
        elif token.kind is Is.CLOSE:
            self._close()
        else:
            self._obey(token.word, token.number)

    def _say_bytes(self) -> None:
        if self._bytes:
            self._say(decoded(bytes(self._bytes), self._charsets.get(self._group.font), self._usual))
            self._bytes.clear()

    def _say(self, text: str) -> None:
        group = self._group
        if group.place:
            self._told.setdefault(group.place, []).append(text)
        elif not group.hidden:
            self._paragraph.add(text, group.bold)

    def _open(self) -> None:
        self._skip = 0
        if len(self._outer) >= _MOST_NESTING:
            raise UnreadableError(State.DAMAGED, "Its groups are nested without end.")
        self._outer.append(self._group)
        self._group = copy(self._group)
        self._group.opened = ""

    def _close(self) -> None:
        self._skip = 0
        group = self._group
        if group.opened in _BESIDE:
            self._beside.append((_BESIDE[group.opened], self._paragraph.text))
            self._paragraph = self._interrupted.pop()
        elif group.place == "stylesheet" and not group.opened:
            name = "".join(self._told.pop("stylesheet", ())).strip().rstrip(";")
            self._styles.add(group.style, name, group.level)
        self._group = self._outer.pop() if self._outer else Group()

    def _obey(self, word: str, number: int | None) -> None:
        group = self._group
        self._skip = 0
        optional, group.optional = group.optional, word == "*"
        if word in _ITEM_MARKS:
            self._paragraph.item = True
        if word in _LEFT_OUT or word in _ITEM_MARKS or (optional and word not in _OPTIONAL):
            group.skipped = True
        elif group.skipped:
            return
        elif word in CHARACTERS:
            self._say(CHARACTERS[word])
        elif word in _TOLD or word in _BESIDE:
            self._begin(word)
        else:
            self._act(word, number)

    def _begin(self, word: str) -> None:
        """What follows, to the group's end, is not of the paragraph."""
        self._group.opened = word
        if word in _TOLD:
            self._group.place = word
        else:
            self._interrupted.append(self._paragraph)
            self._paragraph = Paragraph()

    def _act(self, word: str, number: int | None) -> None:
        match word:
            case "u":
                self._say(chr((number or 0) % 0x10000))
                self._skip = self._group.fallback
            case "par" | "sect" | "page":
                self._end_paragraph()
            case "cell" | "nestcell":
                self._end_cell()
            case "row":
                self._table.end_row()
            case "trowd":
                self._table.begin_definition()
            case "cellx":
                self._table.add_edge(number or 0)
            case _:
                self._declare(word, number)

    def _declare(self, word: str, number: int | None) -> None:
        match word:
            case "ansicpg":
                self._usual = code_page(number)
            case "mac" | "pc" | "pca":
                self._usual = CODE_PAGES[word]
            case "fcharset":
                self._charsets[self._group.font] = number or 0
            case "sbasedon":
                self._styles.base = number
            case "yr" | "mo" | "dy" if self._group.place == "creatim":
                self._created.append(f"{number or 0:02d}")
            case _:
                self._group.obey(word, number)

    def _end_paragraph(self) -> None:
        if self._interrupted:  # it is of a note or a box
            self._paragraph.parts.append(_PARTED)
            return
        done, self._paragraph = self._paragraph, Paragraph()
        if self._group.in_table:
            self._cell.append(done.text)
            return
        self._close_table()
        text = done.text
        role, level, kind = self._role(done, normalise.line(text.replace("\n", " ")))
        self._out.add(role, text.split("\n"), level, kind)
        self._write_beside()

    def _end_cell(self) -> None:
        done, self._paragraph = self._paragraph, Paragraph()
        self._table.add_cell(" ".join([*self._cell, done.text]).replace("\n", " "))
        self._cell = []

    def _close_table(self) -> None:
        if self._cell:
            self._end_cell()
        rows = self._table.taken()
        if rows:
            self._out.add_table(rows)
            self._write_beside()

    def _write_beside(self) -> None:
        """The notes and boxes that were met since the last block."""
        beside, self._beside = self._beside, []
        for role, text in beside:
            parts = [text.replace(_PARTED, " ")] if role is Role.FOOTNOTE else text.split(_PARTED)
            for part in parts:
                self._out.add(role, [part.replace("\n", " ")])

    def _role(self, paragraph: Paragraph, text: str) -> tuple[Role, int, Kind | None]:
        group = self._group
        if self._styles.is_a(group.style, "toc "):
            return Role.PARAGRAPH, 0, Kind.OTHER
        level = group.level or self._styles.level(group.style)
        if level is not None:
            return Role.HEADING, level, None
        if self._styles.is_a(group.style, "caption"):
            return Role.CAPTION, 0, None
        if paragraph.item or group.item:
            return Role.BULLET, 0, None
        if not paragraph.plain and is_title(text):
            return Role.HEADING, 9, None
        return Role.PARAGRAPH, 0, None

    def reading(self) -> Reading:
        """What was read, when there are no more tokens."""
        self._say_bytes()
        self._group.in_table = False
        self._interrupted.clear()
        self._end_paragraph()
        told = {name: normalise.line("".join(parts)) for name, parts in self._told.items()}
        pairs = (("title", told.get("title")), ("author", told.get("author")), ("created", "-".join(self._created)))
        properties = tuple((name, value) for name, value in pairs if value)
        return Reading(types.RTF, self._out.pages(), tuple(self._out.blocks), False, properties)
