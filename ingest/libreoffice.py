"""Converts old and rare office formats into those that are read. The one file that speaks to LibreOffice.

Each conversion has a profile and a folder of its own, so that runs do not disturb each other or the user's
own LibreOffice, and a document cannot leave anything behind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ingest import media_types as types
from ingest.outcome import State, UnreadableError
from ingest.programs import ProgramMissingError, ProgramTimedOutError, run

# What each format becomes, and the extension by which LibreOffice knows it.
CONVERTED = {
    types.DOC: ("doc", "docx"),
    types.PPT: ("ppt", "pptx"),
    types.XLS: ("xls", "xlsx"),
    types.ODP: ("odp", "pptx"),
    types.ODS: ("ods", "xlsx"),
    types.XLSB: ("xlsb", "xlsx"),
    types.WORD_XML: ("xml", "docx"),
    types.EXCEL_XML: ("xml", "xlsx"),
    types.WORDPERFECT: ("wpd", "docx"),
}
# A conversion takes 2 s; the limit for a whole file is held by whoever reads it.
SECONDS = 300.0
# A fresh profile may have to be set up first: LibreOffice then ends with this code and wants to be started again.
_RESTART = 81
_STARTS = 3
_PLACES = {
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
    "win32": (r"C:\Program Files\LibreOffice\program\soffice.com",),
}
# No macros, and nothing fetched from the network, whatever the document asks for: all requests go to a proxy that
# is not there. (LibreOffice's own switch against links, BlockUntrustedRefererLinks, does not hold in conversions.)
_SCRIPTING, _NETWORK = "Office.Common/Security/Scripting", "Inet/Settings"
_SETTINGS = (
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_NETWORK, "ooInetProxyType", "1"),
    (_NETWORK, "ooInetHTTPProxyName", "127.0.0.1"),
    (_NETWORK, "ooInetHTTPProxyPort", "9"),
    (_NETWORK, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_NETWORK, "ooInetHTTPSProxyPort", "9"),
    (_NETWORK, "ooInetNoProxy", ""),
)
_ADVICE = "Install LibreOffice (then it is read as it is), or save it as DOCX, PPTX or XLSX."


@contextlib.contextmanager
def converted(path: Path, kind: str) -> Iterator[Path]:
    """The file in a format of today, as long as the context lasts.

    Raises:
        UnreadableError: LibreOffice is not installed, takes too long, or cannot read the file.
    """
    name, wanted = CONVERTED[kind]
    with tempfile.TemporaryDirectory(prefix="lessons-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source = home / f"document.{name}"
        shutil.copyfile(path, source)
        _set_up(home / "profile")
        _convert(home, source, wanted, types.name_of(kind))
        yield home / "out" / f"document.{wanted}"


def _set_up(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{place}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for place, name, value in _SETTINGS
    )
    registry = f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(registry, encoding="utf-8")


def _convert(home: Path, source: Path, wanted: str, called: str) -> None:
    command = [
        program(),
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
        *("--convert-to", wanted, "--outdir", str(home / "out"), str(source)),
    ]
    try:
        for _ in range(_STARTS):
            done = run(command, SECONDS, cwd=home, environment={"TMPDIR": str(home), "SAL_USE_VCLPLUGIN": "svp"})
            if done.returncode != _RESTART:
                break
    except ProgramMissingError:
        raise UnreadableError(State.UNSUPPORTED, f"It is {called}: LibreOffice can read it.", _ADVICE) from None
    except ProgramTimedOutError as error:
        reason = f"LibreOffice took longer than {error.seconds:g} seconds."
        raise UnreadableError(State.TIMED_OUT, reason) from error
    if not (home / "out" / source.with_suffix(f".{wanted}").name).is_file():
        raise UnreadableError(State.DAMAGED, f"It is {called}, but LibreOffice cannot read it.")


def is_installed() -> bool:
    return shutil.which(program()) is not None


def program() -> str:
    """Its program on this machine: the search path's, else where its installer puts it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return next((place for place in _PLACES.get(sys.platform, ()) if Path(place).exists()), "soffice")
    # Beside the script that starts it through another process: that one would outlive a killed run.
    binary = Path(os.path.realpath(found)).with_name("soffice.bin")
    return str(binary) if sys.platform == "linux" and os.access(binary, os.X_OK) else found
