"""What a passage may be: exact text and pages, one section, whole bullets, about 60 to 120 words."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Block, Page, Role, Span, text_of
from ingest.pages import PageWriter
from ingest.passages import DROPPED, NEVER_CUT, Cut, cut

Piece = tuple[Role, str]


def laid_out(pages: list[list[Piece]], joined: bool = False) -> tuple[list[Block], list[Page]]:
    """Pages with these blocks; where ``joined``, a page's first paragraph goes on from the page before."""
    blocks: list[Block] = []
    made: list[Page] = []
    for number, pieces in enumerate(pages, 1):
        writer = PageWriter(number)
        for place, (role, text) in enumerate(pieces):
            span = writer.add([text])
            if joined and not place and blocks and role is blocks[-1].role is Role.PARAGRAPH:
                blocks[-1] = Block(role, (*blocks[-1].spans, span))
            else:
                blocks.append(Block(role, (span,), int(role is Role.HEADING)))
        made.append(writer.page())
    return blocks, made


def passages(*pieces: Piece) -> list[Cut]:
    return cut(*laid_out([list(pieces)]))


def prose(words: int, sentence: int = 10) -> str:
    return " ".join(
        f"{'W' if n % sentence == 0 else 'w'}ord{n}{'.' if n % sentence == sentence - 1 else ''}"
        for n in range(words)
    )


def paragraph(words: int) -> Piece:
    return Role.PARAGRAPH, prose(words)


def bullet(words: int) -> Piece:
    return Role.BULLET, f"• {prose(words - 1)}"


def lengths(cuts: list[Cut]) -> list[int]:
    return [len(piece.text.split()) for piece in cuts]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    cuts = passages(paragraph(300))

    assert lengths(cuts) == [120, 120, 60]
    assert all(piece.text.startswith("W") and piece.text.endswith(".") for piece in cuts)


def test_short_paragraphs_are_joined_until_sixty_words() -> None:
    assert lengths(passages(paragraph(30), paragraph(20), paragraph(20), paragraph(40), paragraph(30))) == [70, 70]


def test_a_bullet_that_can_stand_alone_does() -> None:
    cuts = passages(paragraph(30), bullet(28), bullet(40), bullet(10), bullet(12))

    assert lengths(cuts) == [30, 28, 40, 22]
    assert [piece.role for piece in cuts] == [Role.PARAGRAPH, Role.BULLET, Role.BULLET, Role.BULLET]


def test_a_bullet_of_150_words_is_whole_and_one_of_151_is_not() -> None:
    assert lengths(passages(bullet(150))) == [150]
    assert len(passages(bullet(151))) == 2


def test_a_few_words_before_a_long_bullet_do_not_make_it_too_long() -> None:
    assert lengths(passages(paragraph(20), bullet(150))) == [20, 150]


def test_a_sentence_without_end_is_cut_at_words() -> None:
    text = " ".join(f"word{n}" for n in range(500))

    assert lengths(passages((Role.PARAGRAPH, text))) == [120, 120, 120, 120, 20]
    assert " ".join(piece.text for piece in passages((Role.PARAGRAPH, text))) == text


def test_sections_part_passages_and_name_their_path() -> None:
    page = PageWriter(1)
    blocks = [
        Block(Role.HEADING, (page.add(["4 Lessons"]),), 1),
        Block(Role.HEADING, (page.add(["4.1 Cash"]),), 2),
        Block(Role.PARAGRAPH, (page.add([prose(20)]),)),
        Block(Role.HEADING, (page.add(["4.2 Seeds"]),), 2),
        Block(Role.PARAGRAPH, (page.add([prose(20)]),)),
        Block(Role.HEADING, (page.add(["5 Next"]),), 1),
        Block(Role.PARAGRAPH, (page.add([prose(20)]),)),
    ]

    cuts = cut(blocks, [page.page()])

    assert [piece.section for piece in cuts] == [("4 Lessons", "4.1 Cash"), ("4 Lessons", "4.2 Seeds"), ("5 Next",)]
    assert [piece.text for piece in cuts] == [prose(20)] * 3


def test_footnotes_follow_the_text_of_their_section() -> None:
    note = (Role.FOOTNOTE, "1 Ministry of Health, a report on the cholera response of the year 2021.")

    cuts = passages(paragraph(30), note, paragraph(30))

    assert [(piece.role, len(piece.text.split())) for piece in cuts] == [(Role.PARAGRAPH, 60), (Role.FOOTNOTE, 14)]


def test_footnotes_of_two_pages_are_two_passages() -> None:
    notes = [
        (Role.FOOTNOTE, f"{number} Interview with a partner in the district of Zinder.") for number in (1, 2, 3)
    ]

    cuts = cut(*laid_out([[paragraph(30), notes[0], notes[1]], [paragraph(30), notes[2]]]))

    pages = [[span.page for span in piece.spans] for piece in cuts if piece.role is Role.FOOTNOTE]
    assert pages == [[1], [2]]


def test_fragments_are_joined_to_their_neighbour_or_dropped() -> None:
    assert lengths(passages(bullet(30), bullet(5))) == [35]
    assert lengths(
        passages((Role.PARAGRAPH, "Box two"), (Role.ROW, "Accepted | by June | the head of office"))
    ) == [9]


def test_rows_keep_their_columns_and_do_not_mix_with_text() -> None:
    page = PageWriter(1)
    columns = ("Recommendation", "Response")
    blocks = [
        Block(Role.PARAGRAPH, (page.add([prose(30)]),)),
        Block(Role.ROW, (page.add(["Register SIM cards before the first transfer | Accepted"]),), 0, columns),
        Block(Role.ROW, (page.add(["Print the complaint number on every ration card | Rejected"]),), 0, columns),
    ]

    text, rows = cut(blocks, [page.page()])

    assert (text.columns, rows.columns) == ((), columns)
    assert (text.text, rows.role) == (prose(30), Role.ROW)
    assert rows.text.startswith("Register SIM")
    assert rows.text.endswith("| Rejected")


def test_a_passage_over_two_pages_names_both() -> None:
    first, second = "Agents ran out of cash because the", "banks were closed on market days."
    blocks, pages = laid_out([[(Role.PARAGRAPH, first)], [(Role.PARAGRAPH, second)]], joined=True)

    (piece,) = cut(blocks, pages)

    assert piece.spans == (Span(1, 0, len(first)), Span(2, 0, len(second)))
    assert piece.text == f"{first} {second}"


def test_sentences_of_a_paragraph_over_two_pages_stand_each_on_their_page() -> None:
    first, second = prose(95) + " and then", "it ended. " + prose(100)
    blocks, pages = laid_out([[(Role.PARAGRAPH, first)], [(Role.PARAGRAPH, second)]], joined=True)

    cuts = cut(blocks, pages)

    assert [[span.page for span in piece.spans] for piece in cuts] == [[1, 2], [2]]
    assert cuts[0].text.startswith(f"{prose(90)} Word90")
    assert "and then it ended. Word0" in cuts[0].text


def test_words_without_blanks_are_counted_by_characters() -> None:
    cuts = passages((Role.PARAGRAPH, "現金の配布は六週間遅れた。" * 40))

    assert len(cuts) > 2
    assert "".join(piece.text.replace(" ", "") for piece in cuts) == "現金の配布は六週間遅れた。" * 40


def texts() -> st.SearchStrategy[str]:
    sizes = st.one_of(st.integers(1, 12), st.integers(13, 60), st.integers(61, 200))
    return st.builds(prose, sizes, st.integers(3, 300))


ROLES = [Role.HEADING, Role.PARAGRAPH, Role.PARAGRAPH, Role.BULLET, Role.ROW, Role.FOOTNOTE]
PIECES = st.tuples(st.sampled_from(ROLES), texts())
PAGES = st.lists(st.lists(PIECES, max_size=6), min_size=1, max_size=4)


@given(PAGES, st.booleans())
def test_the_text_of_a_passage_stands_on_its_pages(pieces: list[list[Piece]], joined: bool) -> None:
    blocks, pages = laid_out(pieces, joined)

    for piece in cut(blocks, pages):
        assert piece.text == text_of(piece.spans, tuple(pages))
        assert piece.text == " ".join(pages[s.page - 1].text[s.start : s.end] for s in piece.spans)
        assert piece.text == piece.text.strip()
        assert all(
            a < b and a.end <= b.start if a.page == b.page else a.page < b.page for a, b in pairwise(piece.spans)
        )


@given(PAGES, st.booleans())
def test_a_passage_has_three_to_150_words(pieces: list[list[Piece]], joined: bool) -> None:
    assert all(DROPPED <= size <= NEVER_CUT for size in lengths(cut(*laid_out(pieces, joined))))


@given(PAGES, st.booleans())
def test_no_word_is_lost_but_those_of_fragments_and_headings(pieces: list[list[Piece]], joined: bool) -> None:
    blocks, pages = laid_out(pieces, joined)
    numbered = tuple(pages)
    held = {(s.page, at) for piece in cut(blocks, pages) for s in piece.spans for at in range(s.start, s.end)}

    for block in blocks:
        places = [(s.page, at) for s in block.spans for at in range(s.start, s.end)]
        missing = [p for p in places if p not in held and not numbered[p[0] - 1].text[p[1]].isspace()]
        if block.role is Role.HEADING:
            assert len(missing) == sum(not numbered[p[0] - 1].text[p[1]].isspace() for p in places)
        elif missing:
            assert len(text_of(block.spans, numbered).split()) < DROPPED


@given(PAGES)
def test_no_passage_crosses_a_heading(pieces: list[list[Piece]]) -> None:
    blocks, pages = laid_out(pieces)
    heads = [block.spans[0] for block in blocks if block.role is Role.HEADING]

    for piece in cut(blocks, pages):
        above = {sum(head < span for head in heads) for span in piece.spans}
        assert len(above) == 1
        title = heads[above.pop() - 1] if heads and heads[0] < piece.spans[0] else None
        assert piece.section == ((text_of((title,), tuple(pages)),) if title else ())


@given(st.lists(st.integers(1, NEVER_CUT), min_size=1, max_size=8))
def test_a_bullet_is_never_cut(sizes: list[int]) -> None:
    bullets = [(Role.BULLET, f"• {prose(size)}") for size in sizes if size < NEVER_CUT]
    kept = [piece.text for piece in passages(*bullets)]

    for _, text in bullets:
        assert any(text in whole.replace("\n", " ") for whole in kept) or len(text.split()) < DROPPED
