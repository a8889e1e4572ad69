"""Best by words: BM25 with stemming by language. The only module that speaks tantivy.

Each language has an index of its own: tantivy averages lengths and counts documents over a whole index, so
in a shared one a language that is 6 % of the passages would have an average length of 6 % of the real one,
and its stop words would count as rare.
"""

from __future__ import annotations

import os
import shutil
from itertools import chain
from typing import TYPE_CHECKING

from index.folders import TemporaryFolder, link_folder
from index.library import Scored
from index.rows import KIND_CODES
from index.word_rows import NEUTRAL, STEMMERS, WordRow, plain, stemmed_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tantivy import Index, IndexWriter, Occur, Query, Schema, TextAnalyzer

    from index.library import Words
    from index.rows import Mask, Numbers, Rows, Selection

    Clause = tuple[Occur, Query]

# What a word in a heading above the passage counts, beside 1 for a word in the passage.
SECTION_WEIGHT = 0.3
_TEXT_FIELDS = (("text", "stems", "freq"), ("section", "stems", "freq"), ("exact", "words", "position"))
_WRITER_BYTES = 50_000_000
_LONGEST_WORD = 60
# tantivy replaces these; its segment files never change, so snapshots share them.
_REPLACED = ("meta.json", ".managed.json")


class WordCache:
    """The word indexes of a snapshot, a folder a language."""

    def __init__(self, folder: Path) -> None:
        try:
            self._languages = _opened(folder)
        except Exception:
            if os.access(folder, os.W_OK):
                raise
            # tantivy makes a lock file to open an index, so it must be where that can be written.
            self._copy = TemporaryFolder()
            shutil.copytree(folder, self._copy.path, dirs_exist_ok=True)
            self._languages = _opened(self._copy.path)

    def best(self, words: Words, k: int, rows: Rows, selection: Selection) -> list[Scored]:
        """The k passages under ``selection`` with the highest BM25 score above 0, best first."""
        if k <= 0:
            return []
        found = chain.from_iterable(language.search(words, k, rows, selection) for language in self._languages)
        return sorted(found, key=lambda hit: (-hit.score, hit.number))[:k]


class _Language:
    """One language's index, opened for questions."""

    def __init__(self, folder: Path) -> None:
        self._index = _open(folder)
        self._index.config_reader("manual")
        self._index.reload()
        self._schema = self._index.schema
        self._searcher = self._index.searcher()
        self._stems = _analyser(folder.name)
        self._exact = _analyser(NEUTRAL)

    def search(self, words: Words, k: int, rows: Rows, selection: Selection) -> list[Scored]:
        asked = self._asked(words)
        if not asked:
            return []
        query = _all_of([*asked, *self._filters(rows, selection)])
        hits = self._searcher.search(query, k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [
            Scored(int(number), score)
            for number, (score, _) in zip(numbers, hits, strict=True)
            if number is not None
        ]

    def _asked(self, words: Words) -> list[Clause]:
        """Each phrase must stand there; of the free text one word at least, where there is no phrase."""
        from tantivy import Occur

        phrases = [phrase for phrase in map(self._phrase, words.phrases) if phrase is not None]
        terms = self._terms(words.text)
        if phrases:
            return [*((Occur.Must, phrase) for phrase in phrases), *((Occur.Should, term) for term in terms)]
        return [(Occur.Must, _all_of([(Occur.Should, term) for term in terms]))] if terms else []

    def _phrase(self, phrase: str) -> Query | None:
        from tantivy import Query

        tokens = self._exact.analyze(plain(phrase))
        if len(tokens) > 1:
            return Query.phrase_query(self._schema, "exact", [*tokens])
        return self._term("exact", tokens[0]) if tokens else None

    def _terms(self, text: str) -> list[Query]:
        """Each different word of ``text`` once. One that no passage has as a stem is looked for as it stands:
        Portuguese "avaliacao" has another stem than "avaliação", but is the same word without its accents.
        """  # noqa: D205
        stems, exact = self._stems.analyze(plain(text)), self._exact.analyze(plain(text))
        terms: dict[str, list[Query]] = {}
        for stem, word in zip(stems, exact, strict=True):
            if stem not in terms:
                terms[stem] = self._stem(stem)
            if not terms[stem] and self._searcher.doc_freq("exact", word):
                terms[stem] = [self._term("exact", word)]
        return list(chain.from_iterable(terms.values()))

    def _stem(self, stem: str) -> list[Query]:
        from tantivy import Query

        terms = []
        if self._searcher.doc_freq("text", stem):
            terms.append(self._term("text", stem))
        if self._searcher.doc_freq("section", stem):
            terms.append(Query.boost_query(self._term("section", stem), SECTION_WEIGHT))
        return terms

    def _term(self, field: str, value: str) -> Query:
        from tantivy import Query

        return Query.term_query(self._schema, field, value, "freq")

    def _filters(self, rows: Rows, selection: Selection) -> list[Clause]:
        """Clauses that narrow and add nothing to the score."""
        from tantivy import Occur

        clauses = []
        if selection.kinds:
            clauses.append((Occur.Must, self._one_of("kind", [KIND_CODES[kind] for kind in selection.kinds])))
        if selection.documents is not None:
            clauses += self._of_documents(rows.documents, selection.documents, selection.fits.tolist())
        if len(selection.not_fits):
            clauses.append((Occur.MustNot, self._one_of("number", selection.not_fits.tolist())))
        return clauses

    def _of_documents(self, keys: Numbers, mask: Mask, fits: Sequence[int]) -> list[Clause]:
        from tantivy import Occur

        if fits:
            either = [self._one_of("document", keys[mask].tolist()), self._one_of("number", fits)]
            return [(Occur.Must, _all_of([(Occur.Should, query) for query in either]))]
        if mask.sum() * 2 <= len(mask):
            return [(Occur.Must, self._one_of("document", keys[mask].tolist()))]
        return [] if mask.all() else [(Occur.MustNot, self._one_of("document", keys[~mask].tolist()))]

    def _one_of(self, field: str, values: Sequence[int]) -> Query:
        from tantivy import Query

        return Query.const_score_query(Query.term_set_query(self._schema, field, values), 0.0)


class WordBuilder:
    """Makes the word indexes of a new snapshot in ``folder``, from those of ``base`` where there is one."""

    def __init__(self, folder: Path, base: Path | None) -> None:
        self._folder = folder
        self._writers: dict[str, IndexWriter] = {}
        self._schemas: dict[str, Schema] = {}
        folder.mkdir()
        for language in base.iterdir() if base else ():
            link_folder(language, folder / language.name, copied=_REPLACED)

    def remove(self, documents: Iterable[int]) -> None:
        """Take the passages of these documents out. To be called before anything is added."""
        from tantivy import Query

        keys = list(documents)
        for language in self._folder.iterdir() if keys else ():
            writer = self._writer(language.name)
            # By query: tantivy 0.27's delete_documents_by_term takes an integer and deletes nothing.
            writer.delete_documents_by_query(Query.term_set_query(self._schemas[language.name], "document", keys))

    def add(self, row: WordRow) -> None:
        from tantivy import Document

        document = Document()
        document.add_text("text", row.text)
        document.add_text("exact", row.text)
        if row.columns:
            document.add_text("text", row.columns)
            document.add_text("exact", row.columns)
        document.add_text("section", row.section)
        document.add_unsigned("number", row.number)
        document.add_unsigned("document", row.document)
        document.add_unsigned("kind", row.kind)
        self._writer(stemmed_as(row.language)).add_document(document)

    def finish(self) -> None:
        """Write all. One thread a language keeps the order of passages, so equal scores rank alike again."""
        for writer in self._writers.values():
            writer.commit()
            writer.wait_merging_threads()
        self._writers.clear()

    def _writer(self, language: str) -> IndexWriter:
        if language not in self._writers:
            folder = self._folder / language
            index = _open(folder) if folder.exists() else _created(folder)
            self._schemas[language] = index.schema
            self._writers[language] = index.writer(_WRITER_BYTES, 1)
        return self._writers[language]


def _opened(folder: Path) -> list[_Language]:
    return [_Language(language) for language in sorted(folder.iterdir())]


def _all_of(clauses: list[Clause]) -> Query:
    from tantivy import Query

    return Query.boolean_query(clauses)


def _created(folder: Path) -> Index:
    from tantivy import Index, SchemaBuilder

    folder.mkdir()
    builder = SchemaBuilder()
    for name, analyser, option in _TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=analyser, index_option=option)
    builder.add_unsigned_field("number", fast=True, indexed=True)
    builder.add_unsigned_field("document", indexed=True)
    builder.add_unsigned_field("kind", indexed=True)
    return _with_analysers(Index(builder.build(), path=str(folder)), folder.name)


def _open(folder: Path) -> Index:
    from tantivy import Index

    return _with_analysers(Index.open(str(folder)), folder.name)


def _with_analysers(index: Index, language: str) -> Index:
    index.register_tokenizer("stems", _analyser(language))
    index.register_tokenizer("words", _analyser(NEUTRAL))
    return index


def _analyser(language: str) -> TextAnalyzer:
    """Words in lower case, stemmed, then without accents: Portuguese and Arabic stemmers need the accents."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    builder = builder.filter(Filter.remove_long(_LONGEST_WORD)).filter(Filter.lowercase())
    if language in STEMMERS:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.filter(Filter.ascii_fold()).build()
