"""The command line. Each command is a few lines here; what it shows is in `service.terminal`."""

from __future__ import annotations

import io
import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from service import commands_ingest, commands_search, commands_tags
from service.errors import EXIT_UNEXPECTED, UNEXPECTED, failure_of
from service.settings import read_settings, stray_names

INTERRUPTED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    name="lessons",
    help="Finds the lessons in evaluation reports that fit a situation, each cited to the page.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit codes: 0 all is well; 1 unexpected; 2 wrong use; 3 some files need attention; 4 the library "
    "or its model cannot be used.",
)
commands_ingest.register(app)
commands_tags.register(app)
commands_search.register(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from service.http import program_version

        typer.echo(program_version())
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[  # noqa: ARG001 - its callback acts on it
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Options of the program itself."""
    for name, meant in stray_names(os.environ).items():
        hint = f"; did you mean {meant[0]}?" if meant else "."
        typer.echo(f"lessons: there is no setting {name}{hint}", err=True)


def main() -> None:
    """The installed command: every error ends in a message for people and an exit code."""
    _write_utf8()
    try:
        app()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            typer.echo("Stopped. What was done is kept; run the same command again to go on.", err=True)
        raise
    except Exception as error:
        _fail(error)


def _write_utf8() -> None:
    """Into files and pipes too, where Windows would fail on letters that its code page lacks.

    What of a file name is no text is written as an escape that JSON has too.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _fail(error: Exception) -> NoReturn:
    failure = failure_of(error)
    if failure is not UNEXPECTED:
        typer.echo(f"lessons: {error}", err=True)
        sys.exit(failure.exit_code)
    typer.echo(f"lessons: something unexpected happened ({type(error).__name__}).{_kept()}", err=True)
    sys.exit(EXIT_UNEXPECTED)


def _kept() -> str:
    """Write what happened to a file: whoever mends it needs it, whoever uses it need not see it."""
    try:
        place = read_settings().cache / "last-error.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        return ""
    return f" Please report it with the file {place}."


if __name__ == "__main__":
    main()
