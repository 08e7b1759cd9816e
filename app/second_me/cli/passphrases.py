"""Asking for passphrases and recovery codes: never from the command line's own words.

What stands in a command is kept in the shell's history and seen by every process.
"""

import getpass
from pathlib import Path

from second_me.cli.terminal import Terminal
from second_me.core.errors import PersonFault


def read_secret(terminal: Terminal, label: str, file: Path | None, *, twice: bool = False) -> str:
    """Return a secret from `file` ("-" is standard input), else ask for it unseen.

    Where nobody can be asked, the first line of standard input is taken. Raises PersonFault
    for an empty one, an unreadable file, or two that differ.
    """
    if file is not None and str(file) != "-":
        return _checked(_first_line_of(file), label)
    if file is not None or not terminal.source.isatty():
        return _checked(terminal.source.readline(), label)
    secret = _checked(getpass.getpass(f"{label}: "), label)
    if twice and getpass.getpass(f"{label}, once more: ") != secret:
        raise PersonFault("They differ", "The two entries are not the same.", "Try once more.")
    return secret


def _first_line_of(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as lines:
            return lines.readline()
    except (OSError, UnicodeDecodeError) as fault:
        raise PersonFault(
            "File not read", f"The file {file.name} cannot be read as text.", "Check its path."
        ) from fault


def _checked(line: str, label: str) -> str:
    secret = line.rstrip("\r\n")
    if not secret:
        raise PersonFault(
            f"No {label.lower()}",
            "An empty one was given.",
            "Type one, or name a file that holds it with --passphrase-file.",
        )
    return secret
