from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.document import Field, Origin, Tag
from ingest.sidecar import Sidecar, SidecarError, read_sidecar
from ingest.vocabulary import values


def folder_with(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text", encoding="utf-8")
    return folder


def sidecar(folder: Path, text: str, encoding: str = "utf-8") -> Sidecar:
    (folder / "tags.csv").write_bytes(text.encode(encoding))
    return read_sidecar(folder / "tags.csv")


def said(tags: tuple[Tag, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in tags:
        found.setdefault(tag.field.value, []).append(tag.value)
    return found


def test_a_full_row(tmp_path: Path) -> None:
    folder_with(tmp_path, "2021/report.pdf")
    found = sidecar(
        tmp_path,
        "path,title,country,year,sector,organisation,language,document_type,timing\n"
        "2021/report.pdf,Review; part two,Tchad; DRC,2021,wash;Cash,OIM; Ministry,French,ToR,à mi-parcours\n",
    )
    assert found.problems == ()
    tags = found.tags_for(tmp_path / "2021" / ".." / "2021" / "report.pdf")
    assert said(tags) == {
        "title": ["Review; part two"],
        "country": ["Chad", "Democratic Republic of the Congo"],
        "year": ["2021"],
        "sector": ["Water Sanitation Hygiene", "Cash and Voucher Assistance"],
        "organisation": ["IOM", "Ministry"],
        "language": ["fr"],
        "document_type": ["terms of reference"],
        "timing": ["Mid-term"],
    }
    assert {(tag.confidence, tag.origin) for tag in tags} == {(1.0, Origin.SIDECAR)}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_spreadsheets_write(tmp_path: Path, delimiter: str, encoding: str) -> None:
    folder_with(tmp_path, "a.pdf")
    text = '"path"|"country"|"title"\r\n"a.pdf"|"Côte d’Ivoire; Bénin"|"Évaluation, finale"\r\n'.replace(
        "|", delimiter
    )
    found = sidecar(tmp_path, text, encoding)
    assert found.problems == ()
    assert said(found.tags_for(tmp_path / "a.pdf")) == {
        "title": ["Évaluation, finale"],
        "country": ["Côte d'Ivoire", "Benin"],
    }


def test_absolute_paths_windows_separators_and_composed_accents(tmp_path: Path) -> None:
    folder_with(tmp_path, "in/a.pdf", unicodedata.normalize("NFC", "été.pdf"))
    found = sidecar(
        tmp_path,
        f"Path,Year\n{tmp_path / 'in' / 'a.pdf'},2020\n"
        f"{unicodedata.normalize('NFD', 'été.pdf')},2021\nin\\a.pdf,2022\n",
    )
    assert said(found.tags_for(tmp_path / "été.pdf")) == {"year": ["2021"]}
    assert said(found.tags_for(tmp_path / "in" / "a.pdf")) == {"year": ["2022"]}
    assert found.problems == ("Row 4: an earlier row is about the same file; this one counts.",)


def test_two_files_of_one_name_are_two(tmp_path: Path) -> None:
    folder_with(tmp_path, "a/x.pdf", "b/x.pdf")
    found = sidecar(tmp_path, "path,year\na/x.pdf,2001\nb/x.pdf,2002\n")
    assert said(found.tags_for(tmp_path / "a" / "x.pdf")) == {"year": ["2001"]}
    assert said(found.tags_for(tmp_path / "b" / "x.pdf")) == {"year": ["2002"]}
    assert found.tags_for(tmp_path / "x.pdf") == ()


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("country", "Ethopia", ("Row 2", "country", "'Ethopia'", "Ethiopia")),
        ("sector", "Livelyhoods", ("Row 2", "sector", "'Livelyhoods'", "Livelihoods")),
        ("timing", "someday", ("Row 2", "timing", "'someday'", "Mid-term")),
        ("language", "Klingon", ("Row 2", "language", "'Klingon'")),
        ("document_type", "poem", ("Row 2", "document type", "'poem'", "evaluation report")),
        ("year", "20/21", ("Row 2", "'20/21'", "year")),
    ],
)
def test_unknown_values_are_named_and_left_out(
    tmp_path: Path, column: str, value: str, words: tuple[str, ...]
) -> None:
    folder_with(tmp_path, "a.pdf")
    found = sidecar(tmp_path, f"path,title,{column}\na.pdf,Kept,{value}\n")
    assert said(found.tags_for(tmp_path / "a.pdf")) == {"title": ["Kept"]}
    (problem,) = found.problems
    assert all(word in problem for word in words), problem


def test_unknown_columns_missing_files_and_surplus_cells_are_named(tmp_path: Path) -> None:
    folder_with(tmp_path, "a.pdf")
    found = sidecar(tmp_path, "path,contry,year\na.pdf,Chad,2020,more\ngone.pdf,,2020\n,Chad,2021\n\n")
    assert [problem.split(":")[0] for problem in found.problems] == ["Row 1", "Row 2", "Row 3", "Row 4"]
    assert "'contry'" in found.problems[0]
    assert "country" in found.problems[0]
    assert "'gone.pdf'" in found.problems[2]
    assert said(found.tags_for(tmp_path / "a.pdf")) == {"year": ["2020"]}


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    assert "'sub'" in sidecar(tmp_path, "path,year\nsub,2020\n").problems[0]


@pytest.mark.parametrize("text", ["", "title,year\nx,2020\n", "just some words"])
def test_without_a_path_column_nothing_is_read(tmp_path: Path, text: str) -> None:
    with pytest.raises(SidecarError, match="column 'path'"):
        sidecar(tmp_path, text)


def test_a_sidecar_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(SidecarError, match="cannot be read"):
        read_sidecar(tmp_path / "none.csv")
    with pytest.raises(SidecarError, match="cannot be read"):
        read_sidecar(tmp_path)
    (tmp_path / "bad.csv").write_bytes(b"path,title\na.pdf,\x81\x8d\xff\n")
    with pytest.raises(SidecarError, match="UTF-8"):
        read_sidecar(tmp_path / "bad.csv")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    countries=st.lists(st.sampled_from(values(Field.COUNTRY)), min_size=1, max_size=4, unique=True),
    sector=st.sampled_from(values(Field.SECTOR)),
    year=st.integers(1900, 2100),
    title=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1),
    delimiter=st.sampled_from(",;\t"),
)
def test_what_is_written_is_read(
    tmp_path: Path, countries: list[str], sector: str, year: int, title: str, delimiter: str
) -> None:
    folder_with(tmp_path, "a.pdf")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["path", "country", "sector", "year", "title"]])
    writer.writerow(["a.pdf", "; ".join(countries), sector, year, title])
    found = sidecar(tmp_path, out.getvalue())
    assert found.problems == ()
    assert said(found.tags_for(tmp_path / "a.pdf")) == {
        "country": countries,
        "sector": [sector],
        "year": [str(year)],
        "title": [title],
    }
