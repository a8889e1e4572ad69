"""Tags of single passages: a country of several, countries that are only mentioned, criteria, other sectors."""

from __future__ import annotations

import pytest

from ingest.document import Field, Kind, Origin, Tag
from ingest.documents import as_document
from ingest.passage_tags import own_tags, surroundings
from tests.reading_samples import Line, heading, paragraph, reading

COUNTRY, MENTIONED, CRITERION = Field.COUNTRY, Field.MENTIONED_COUNTRY, Field.CRITERION


def tags_of(
    text: str,
    section: tuple[str, ...] = (),
    *,
    language: str = "en",
    kind: Kind = Kind.FINDING,
    **document: list[str],
) -> dict[Field, list[str]]:
    """The tags of a passage of a document with these values, by field."""
    said = [Tag(Field(name), value, 0.9, Origin.TEXT) for name, values in document.items() for value in values]
    around = surroundings((*said, Tag(Field.LANGUAGE, language, 0.9, Origin.TEXT)))
    found: dict[Field, list[str]] = {}
    for tag in own_tags(text, section, kind, language, around):
        found.setdefault(tag.field, []).append(tag.value)
    return found


TWO = ["Kenya", "Somalia"]


@pytest.mark.parametrize(
    ("text", "section", "country"),
    [
        ("In Kenya the pumps broke.", (), ["Kenya"]),
        ("The Somali authorities agreed late.", (), ["Somalia"]),
        ("In Kenya and in Somalia the pumps broke.", (), None),
        ("The pumps broke.", (), None),
        ("The pumps broke.", ("4 Findings", "4.2 Somalia"), ["Somalia"]),
        ("In Kenya it was otherwise.", ("4.2 Somalia",), ["Somalia"]),
        ("The pumps broke.", ("4.2 Somalia", "Staff"), ["Somalia"]),
        ("The pumps broke.", ("Kenya and Somalia",), None),
        ("The pumps broke, as in Chad.", (), None),
    ],
)
def test_a_passage_of_a_report_on_several_countries(
    text: str, section: tuple[str, ...], country: list[str] | None
) -> None:
    assert tags_of(text, section, country=TWO).get(COUNTRY) == country


def test_a_report_on_one_country_is_about_that_one_throughout() -> None:
    found = tags_of("In Somalia it was otherwise.", ("Lessons from Somalia",), country=["Kenya"])
    assert found == {MENTIONED: ["Somalia"]}


def test_a_report_on_the_world_is_about_a_country_where_a_title_says_so() -> None:
    assert tags_of("Pumps broke in Kenya.") == {MENTIONED: ["Kenya"]}
    assert tags_of("Pumps broke in Kenya and Chad.", ("Case study: Kenya",)) == {
        COUNTRY: ["Kenya"],
        MENTIONED: ["Chad"],
    }


@pytest.mark.parametrize(
    ("language", "text", "mentioned"),
    [
        ("en", "As in Chad and among Malian herders, and in Bamako.", ["Chad", "Mali"]),
        ("fr", "Comme au Tchad et chez les éleveurs maliens.", ["Chad", "Mali"]),
        ("es", "Como en Perú y entre las familias hondureñas.", ["Peru", "Honduras"]),
        ("pt", "Como em Angola e entre as famílias moçambicanas.", ["Angola", "Mozambique"]),
        ("ar", "كما في تشاد وبين المزارعين اليمنيين.", ["Chad", "Yemen"]),
        ("en", "The Norwegian Refugee Council in London, Lake Chad and Dr Jordan Ashe.", []),
        ("en", "In Kenya the Kenyan office in Nairobi.", []),
    ],
)
def test_countries_that_are_only_mentioned(language: str, text: str, mentioned: list[str]) -> None:
    assert tags_of(text, language=language, country=["Kenya"]).get(MENTIONED, []) == mentioned


def test_congo_is_the_one_of_the_document() -> None:
    assert tags_of("The Congolese partners left.", country=["Kenya"]) == {}
    assert tags_of("The Congolese partners left.", country=["Democratic Republic of the Congo"]) == {}
    both = ["Republic of the Congo", "Chad"]
    assert tags_of("The Congolese partners left.", country=both) == {COUNTRY: ["Republic of the Congo"]}


@pytest.mark.parametrize(
    ("language", "section", "criteria"),
    [
        ("en", ("3.2 Efficiency",), ["Efficiency"]),
        ("en", ("Relevance and coherence", "Targeting"), ["Relevance", "Coherence"]),
        ("en", ("EFFECTIVENESS: were the objectives reached?",), ["Effectiveness"]),
        ("en", ("Impact of COVID-19 on staff",), None),
        ("en", ("Energy efficiency of stoves",), None),
        ("fr", ("IV. Pertinence et cohérence du projet",), ["Relevance", "Coherence"]),
        ("es", ("4.1 Eficiencia",), ["Efficiency"]),
        ("pt", ("Sustentabilidade",), ["Sustainability"]),
        ("ar", ("٣. الاستدامة",), ["Sustainability"]),
    ],
)
def test_the_criterion_of_a_chapter(language: str, section: tuple[str, ...], criteria: list[str] | None) -> None:
    assert tags_of("Teams came late.", section, language=language).get(CRITERION) == criteria


def test_another_sector_only_where_title_and_text_say_so() -> None:
    text = "Teachers stayed away and schools closed; pupils lost a year."
    assert tags_of(text, ("Education",), sector=["Health"]) == {Field.SECTOR: ["Education"]}
    assert tags_of(text, ("Results",), sector=["Health"]) == {}
    assert tags_of(text, ("Education",), sector=["Education"]) == {}
    assert tags_of(f"{text} Clinics closed, too.", ("Education",), sector=["Health", "Education"]) == {}
    assert tags_of("The drought killed herds. Droughts return.", ("Drought",), hazard=["Flood"]) == {
        Field.HAZARD: ["Drought"]
    }


def test_lists_and_tables_of_contents_say_nothing() -> None:
    assert tags_of("Chad ..... 4", ("Kenya",), kind=Kind.OTHER, country=TWO) == {}


def test_they_are_on_the_passages_of_a_document() -> None:
    sentence = (
        "had to be repaired after the rains because nobody had budgeted for spare parts or for the mechanics. "
    )

    def chapter(title: str, text: str) -> list[Line]:
        return [heading(title, 2), paragraph(f"{text} {sentence}" * 5)]

    made = as_document(
        reading(
            [heading("Evaluation of wells in Kenya and Somalia")],
            chapter("4.1 Efficiency", "The pumps"),
            chapter("4.2 Somalia", "The pumps, as in Chad,"),
        ),
        "ab" * 32,
        "x.pdf",
    )
    assert made.values(COUNTRY) == ("Kenya", "Somalia")
    told = {passage.section[-1]: {(tag.field, tag.value) for tag in passage.tags} for passage in made.passages}
    assert told["4.1 Efficiency"] == {(CRITERION, "Efficiency")}
    assert told["4.2 Somalia"] == {(COUNTRY, "Somalia"), (MENTIONED, "Chad")}
