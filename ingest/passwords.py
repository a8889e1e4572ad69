"""A file of passwords that a run tries on encrypted files. What it holds is never told, logged or kept."""

from __future__ import annotations

from pathlib import Path

# Trying one on an Office file takes 0.2 s, by design of its makers.
MOST_PASSWORDS = 100


class PasswordFileError(Exception):
    """A password file that cannot be used. The message names the file and nothing that stands in it."""


def read_passwords(path: Path) -> tuple[str, ...]:
    """The passwords of a text file in UTF-8, one a line, each once. Blanks at a line's ends belong to it.

    Raises:
        PasswordFileError: the file cannot be read, is no text in UTF-8, or holds no or too many lines.
    """
    try:
        lines = path.expanduser().read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        reason = error.strerror or "it is no file"
        raise PasswordFileError(f"The password file '{path}' cannot be read: {reason}. Check its name.") from None
    except UnicodeDecodeError:
        raise PasswordFileError(f"The password file '{path}' is no text in UTF-8. Save it as such.") from None
    passwords = tuple(dict.fromkeys(line for line in lines if line))
    if not passwords:
        raise PasswordFileError(f"There is no password in '{path}'. Write one on each line.")
    if len(passwords) > MOST_PASSWORDS:
        raise PasswordFileError(f"'{path}' has more than {MOST_PASSWORDS} lines. Keep those that may be right.")
    return passwords
