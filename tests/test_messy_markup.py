"""Files as they come, in ../shared/messy: old, broken, encrypted and misnamed ones end in the state that fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import libreoffice
from ingest.documents import read_document
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import UnreadableError

MESSY = Path(__file__).resolve().parents[2] / "shared" / "messy"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not MESSY.is_dir(), reason="../shared/messy is not there"),
]
needs_libreoffice = pytest.mark.skipif(not libreoffice.is_installed(), reason="LibreOffice is not installed")

# All files of a folder but those that are named below end so.
STATES = {
    "any_html": "ready",
    "any_odt": "ready",
    "any_rtf": "ready",
    "docx_broken_zip": "damaged",
    "docx_encrypted_ole": "encrypted",
    "docx_fuzzed": "damaged",
    "pdf_encrypted_needs_password": "encrypted",
}
OTHERS = {
    "docx_broken_zip/truncated62886.docx": "ready",  # its last bytes are missing, its text is not
    "docx_fuzzed/51921-Word-Crash067.docx": "empty",  # a whole document with an empty paragraph
    "pdf_encrypted_needs_password/auth-event-ef-open.pdf": "empty",  # only its attachments are locked
    "pdf_encrypted_needs_password/encrypted-attachment.pdf": "empty",
}
SINGLE = {
    "doc_non_ole/eng_spa_mult.doc": "ready",
    "doc_non_ole/testIBMDisplayWrite40.doc": "unsupported",
    "doc_non_ole/testWordPerfect_42.doc": "unsupported",
    "extension_mismatch/invalid.xlsx": "empty",
    "extension_mismatch/testIBMDisplayWrite42.doc": "unsupported",
    # PDFium does not try the owner's password where it is empty, which opens these three.
    "pdf_encrypted_empty_user_password/pr6531_2.pdf": "encrypted",
    "pdf_encrypted_empty_user_password/r5-user-password.pdf": "encrypted",
    "pdf_encrypted_empty_user_password/r6-user-password.pdf": "encrypted",
    "pdf_encrypted_empty_user_password/r6-owner-password.pdf": "ready",
}
OLD = {
    "doc_legacy_ole/53446.doc": "ready",
    "doc_legacy_ole/Bug33519.doc": "ready",
    "doc_legacy_ole/Bug47958.doc": "ready",
    "doc_legacy_ole/Bug53380_2.doc": "empty",  # nothing but placeholders
    "doc_legacy_ole/testCroppedPictures.doc": "empty",  # two pictures with a word each
    "doc_non_ole/NEWSSLID.DOC": "ready",
    "extension_mismatch/testWordPerfect_50.doc": "ready",
    "extension_mismatch/word2.doc": "ready",
}


def state(name: str, options: ReadOptions = PLAIN) -> str:
    path = MESSY / name
    try:
        read_document(path, "0" * 64, path.name, options=options)
    except UnreadableError as error:
        return error.state.value
    return "ready"


@pytest.mark.parametrize("folder", STATES)
def test_all_of_a_folder_end_as_they_should(folder: str) -> None:
    names = [f"{folder}/{path.name}" for path in sorted((MESSY / folder).iterdir())]

    assert {name: state(name) for name in names} == {name: OTHERS.get(name, STATES[folder]) for name in names}


@pytest.mark.parametrize("name", SINGLE)
def test_a_file_ends_as_it_should(name: str) -> None:
    assert state(name) == SINGLE[name]


@needs_libreoffice
@pytest.mark.parametrize("name", OLD)
def test_an_old_file_ends_as_it_should(name: str) -> None:
    assert state(name) == OLD[name]


def test_files_open_with_the_password_that_their_makers_tell() -> None:
    tells = ReadOptions(("solrcell", "asdfzxcv", "asdfasdf"))

    assert state("docx_encrypted_ole/bug53475-password-is-solrcell.docx", tells) == "ready"
    assert state("pdf_encrypted_empty_user_password/r6-user-password.pdf", tells) == "ready"
