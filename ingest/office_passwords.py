"""Opens encrypted Office files with the passwords that are known. The one file that speaks to msoffcrypto."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from ingest.outcome import State, UnreadableError

# What Excel and PowerPoint encrypt with where nobody chose a password (a workbook that is protected against
# changes only): they open such files without asking. [MS-OFFCRYPTO] 2.4.2.1, 2.4.2.3.
_BUILT_IN = ("VelvetSweatshop", "/01Hannes Ruescher/01")
_UNKNOWN_WAY = "It is encrypted in a way that is not known, perhaps for certain people only."


@contextlib.contextmanager
def decrypted(path: Path, passwords: Sequence[str]) -> Iterator[Path]:
    """A decrypted copy of the same name, as long as the context lasts.

    Raises:
        UnreadableError: none of the passwords opens the file.
    """
    with path.open("rb") as source, tempfile.TemporaryDirectory(prefix="lessons-") as folder:
        plain = Path(folder, path.name)
        _decrypt(source, plain, passwords)
        yield plain


def is_encrypted(path: Path) -> bool:
    """Whether an old Office file is. One that cannot be told of is left to its reader."""
    with path.open("rb") as source:
        try:
            return bool(_office_file(source).is_encrypted())
        except Exception:  # on broken files it fails in any way
            return False


def _decrypt(source: IO[bytes], plain: Path, passwords: Sequence[str]) -> None:
    try:
        _office_file(source)
    except Exception as error:
        raise UnreadableError(State.ENCRYPTED, _UNKNOWN_WAY, "Save a copy that everybody may open.") from error
    if not any(_opens(source, plain, password) for password in (*_BUILT_IN, *passwords)):
        asks = "None of the passwords opens it." if passwords else "The document asks for a password."
        raise UnreadableError(State.ENCRYPTED, asks)


def _opens(source: IO[bytes], plain: Path, password: str) -> bool:
    """Write the file in plain, if this is its password."""
    try:
        office = _office_file(source)
        # Only the newer formats offer to check the password apart; the older ones always do.
        verify = {"verify_password": True} if office.format == "ooxml" else {}
        office.load_key(password=password, **verify)
        with plain.open("wb") as target:
            office.decrypt(target)
    except OSError:
        raise
    except Exception:  # a wrong password shows in many ways, as does a broken file
        return False
    return True


def _office_file(source: IO[bytes]) -> Any:
    import msoffcrypto

    source.seek(0)
    return msoffcrypto.OfficeFile(source)
