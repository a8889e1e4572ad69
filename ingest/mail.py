"""A mail as a reading: its subject above its text, in which what is quoted of other mails is told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest import normalise
from ingest.document import Block, Kind, Page, Reading, Role, Span, text_of
from ingest.outcome import State, UnreadableError
from ingest.pages import PageWriter
from ingest.read_html import page_reading
from ingest.read_text import plain_blocks

_QUOTED = re.compile(r"^[ \t]{0,3}>[ \t>]*")
# Where the links of a page led, in the plain text made of it.
_TARGET = re.compile(r"<(?:https?|mailto):[^>\s]{1,2000}>", re.I)
_SIGNATURE = re.compile(r"^--[ \t\xa0]?$")
# Words of mail programs in the languages that reports are in, and in German.
_FROM = r"(?:from|de|von|expéditeur|remitente|من)"
_SENT = r"(?:sent|date|envoyé|enviado(?: el| em)?|fecha|data|gesendet|datum|تاريخ|أرسلت)"
_SUBJECT = r"(?:subject|objet|asunto|assunto|betreff|الموضوع)"
_HEAD = re.compile(
    rf"^\W{{0,3}}{_FROM}\W{{0,3}}:.{{1,300}}?\b{_SENT}\W{{0,3}}:.{{1,2000}}?{_SUBJECT}\W{{0,3}}:", re.I | re.S
)
_RULE = re.compile(
    r"^[-_ ]*(?:original message|message d'origine|mensaje original|mensagem original|ursprüngliche nachricht)",
    re.I,
)
_FORWARDED = re.compile(
    r"^[-_ ]*(?:(?:begin )?forwarded message|message (?:transféré|réexpédié)|mensaje reenviado|"
    r"mensagem (?:re)?encaminhada|weitergeleitete nachricht)", re.I
)  # fmt: skip
_SAID = re.compile(
    r"^(?:on|le|el|em|am)\b.{6,300}\b(?:wrote|écrit|escribió|escreveu|schrieb)[^.]{0,60}:$", re.I | re.S
)
_HANDED_ON = re.compile(r"^(?:fwd?|tr|rv|enc|wg)\s*:", re.I)
# A plain text with less than this share of the page's letters only says that there is a page.
_STUB = 0.3


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. ``date`` is as ISO 8601 writes it, empty where it is not known."""

    subject: str
    sender: str
    recipients: str
    date: str
    plain: str
    html: str


def reading_of(mail: Mail, media_type: str) -> Reading:
    """The subject as the heading of all, then the text. Signatures go; what is quoted of earlier mails is OTHER.

    What is handed on to others ("Fwd:") is the mail's own.

    Raises:
        UnreadableError: there is nothing in it.
    """
    body = _body(mail)
    page, blocks = body.pages[0], body.blocks
    subject = normalise.line(mail.subject.replace("\n", " "))
    if not _HANDED_ON.match(subject):
        blocks = tuple(_history_typed(blocks, page))
    if subject:
        page, blocks = _headed(subject, page, blocks)
    if not page.text:
        raise UnreadableError(State.EMPTY, "There is no text in the mail.")
    said = (("title", subject), ("author", mail.sender), ("created", mail.date), ("recipients", mail.recipients))
    properties = tuple((key, value) for key, value in said if value)
    return Reading(media_type, (page,), blocks, paged=False, properties=properties, notes=body.notes)


def _body(mail: Mail) -> Reading:
    """The plain text, unless it is but a note beside the page that the mail is."""
    plain = _plain_body(mail.plain)
    if not mail.html:
        return plain
    page = page_reading(mail.html)
    return page if len(plain.pages[0].text) < _STUB * len(page.pages[0].text) else plain


def _plain_body(text: str) -> Reading:
    writer = PageWriter(1)
    blocks: list[Block] = []
    every = _TARGET.sub("", text.replace("\f", "\n")).split("\n")
    for is_quoted, lines in groupby(every, key=lambda line: bool(_QUOTED.match(line))):
        run = "\n".join(_unsigned([_QUOTED.sub("", line) for line in lines]))
        kind = Kind.OTHER if is_quoted else None
        blocks += [replace(block, kind=kind) for block in plain_blocks(run, writer)]
    return Reading("text/plain", (writer.page(),), tuple(blocks), paged=False)


def _unsigned(lines: Sequence[str]) -> Sequence[str]:
    end = next((number for number, line in enumerate(lines) if _SIGNATURE.match(line)), len(lines))
    return lines[:end]


def _history_typed(blocks: Sequence[Block], page: Page) -> Iterator[Block]:
    """From the head of an earlier mail on, all is that mail's and those before it."""
    history = False
    for number, block in enumerate(blocks):
        text = text_of(block.spans, (page,))
        if _FORWARDED.match(text):
            yield replace(block, kind=Kind.OTHER)
            yield from blocks[number + 1 :]
            return
        history = history or bool(_RULE.match(text) or _HEAD.match(text))
        yield replace(block, kind=Kind.OTHER) if history or _SAID.match(text) else block


def _headed(subject: str, page: Page, blocks: Sequence[Block]) -> tuple[Page, tuple[Block, ...]]:
    text = f"{subject}\n{page.text}" if page.text else subject
    by = len(subject) + 1
    below = [
        replace(
            block,
            spans=tuple(Span(1, span.start + by, span.end + by) for span in block.spans),
            level=block.level + 1 if block.role is Role.HEADING else 0,
        )
        for block in blocks
    ]
    return Page(1, text), (Block(Role.HEADING, (Span(1, 0, len(subject)),), 1), *below)
