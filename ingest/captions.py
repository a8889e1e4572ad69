"""Captions: "Figure 3: ...", "Table 2. ...", in five languages."""

from __future__ import annotations

import re

MOST_WORDS = 40
_NAMES = (
    "fig(?:ure)?s?|tables?|charts?|graphs?|maps?|photos?|pictures?|images?|diagrams?|exhibits?|illustrations?"
    "|tableaux?|graphiques?|cartes?|schémas?"
    "|cuadros?|tablas?|gráficos?|gráficas?|figuras?|mapas?|fotos?|ilustracion(?:es)?|ilustración"
    "|quadros?|tabelas?|imagens?|imagem|ilustraç(?:ão|ões)"
    "|(?:ال)?شكل|(?:ال)?جدول|(?:ال)?خريطة|(?:ال)?صورة|(?:ال)?رسم(?: بياني)?"
)
_NUMBER = r"(?:n[°ºo]\.?\s*)?(?:[A-Z]{1,2}[.\-]?)?(?:\d{1,3}|[٠-٩]{1,3})(?:[.\-–][\d٠-٩]{1,3})*[a-z]?|[IVX]{1,5}"
# In "Table 3 shows that" the words run on; in a caption a mark or the line's end parts the number from its text.
_CAPTION = re.compile(rf"\W*(?:{_NAMES})\.?\s+(?:{_NUMBER})\s*(?:$|[:.–—\-|]\s*(?=\S))", re.IGNORECASE)
_LEADERS = re.compile(r"[._·…]{4,}|(?:[._] ){4,}")


def is_caption(text: str) -> bool:
    """Whether the text of a paragraph is the caption of a table, a figure, a map or a picture.

    An entry of a list of tables, with its page behind dots, is none.
    """
    return bool(_CAPTION.match(text)) and len(text.split()) <= MOST_WORDS and not _LEADERS.search(text)
