from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document, Field, Origin, Tag
from ingest.precedence import settled, with_person, with_tags


def tag(field: Field, value: str, origin: Origin) -> Tag:
    return Tag(field, value, 1.0 if origin in {Origin.SIDECAR, Origin.PERSON} else 0.5, origin)


INFERRED = (
    tag(Field.TITLE, "Read", Origin.TEXT),
    tag(Field.COUNTRY, "Chad", Origin.TEXT),
    tag(Field.COUNTRY, "Mali", Origin.FILE),
    tag(Field.SECTOR, "Health", Origin.TEXT),
)
SIDECAR = (tag(Field.COUNTRY, "Niger", Origin.SIDECAR), tag(Field.SECTOR, "Education", Origin.SIDECAR))
PERSON = (tag(Field.SECTOR, "Gender", Origin.PERSON),)


def values(tags: tuple[Tag, ...]) -> list[str]:
    return [each.value for each in tags]


def test_the_strongest_origin_wins_field_by_field() -> None:
    counting, overruled = settled((*SIDECAR, *PERSON, *INFERRED))
    assert values(counting) == ["Read", "Niger", "Gender"]
    assert values(overruled) == ["Chad", "Mali", "Education", "Health"]
    assert values(settled(INFERRED).counting) == ["Read", "Chad", "Mali", "Health"]


TAGS = st.lists(
    st.builds(tag, st.sampled_from(Field), st.sampled_from(["a", "b"]), st.sampled_from(Origin)), max_size=12
)


@given(TAGS)
def test_settling_loses_nothing_and_invents_nothing(tags: list[Tag]) -> None:
    counting, overruled = settled(tags)
    assert {*counting, *overruled} == set(tags)
    assert not set(counting) & set(overruled)
    assert {each.field for each in counting} == {each.field for each in tags}
    assert set(settled((*overruled, *counting)).counting) == set(counting)


def test_a_word_taken_back_gives_way_to_the_next_strongest() -> None:
    made = with_tags(Document("0" * 16, "text/plain", False, (), (), ()), (*INFERRED, *SIDECAR, *PERSON))
    assert made.values(Field.SECTOR) == ("Gender",)
    without = with_tags(made, (each for each in (*made.tags, *made.overruled) if each not in PERSON))
    assert without.values(Field.SECTOR) == ("Education",)


def test_a_new_word_of_a_person_replaces_the_old_one_of_its_field() -> None:
    read_again = with_tags(Document("0" * 16, "text/plain", False, (), (), ()), (*INFERRED, *PERSON))
    old = (tag(Field.SECTOR, "Health", Origin.PERSON), tag(Field.YEAR, "2020", Origin.PERSON))
    assert values(with_person(read_again, old).tags) == ["Read", "2020", "Chad", "Mali", "Gender"]
