"""The templates, with what they may call."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.citation import pages_text, relation_text
from service.highlight import sentences
from service.labels import label_of

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def environment() -> Environment:
    """Everything that is put in is escaped; a name that a template does not know is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(label_of=label_of, pages_text=pages_text, relation_text=relation_text, sentences=sentences)
    return made


def render(template: str, **values: object) -> str:
    return environment().get_template(template).render(**values)
