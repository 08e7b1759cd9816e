"""Where a command speaks: results on standard output, everything else on standard error."""

import sys
from typing import Any, TextIO

import msgspec
from rich.console import Console
from rich.text import Text

from second_me.cli.plain_text import escaped, harmless
from second_me.core.errors import SecondMeError


class Terminal:
    """One run's output. With `as_json` the result is one JSON document, and nothing else
    goes to standard output.
    """

    def __init__(
        self,
        out: TextIO | None = None,
        err: TextIO | None = None,
        source: TextIO | None = None,
    ) -> None:
        self.as_json = False
        self._out = out or sys.stdout
        self._source = source or sys.stdin
        self.results = Console(file=self._out, highlight=False, markup=False, soft_wrap=True)
        self.notes = Console(file=err or sys.stderr, highlight=False, markup=False, soft_wrap=True)

    @property
    def interactive(self) -> bool:
        """Return whether a person sits before the results, who can be shown things live."""
        return self.results.is_terminal and not self.as_json

    @property
    def source(self) -> TextIO:
        """Return standard input."""
        return self._source

    def say(self, text: str = "", style: str = "") -> None:
        """Print lines of the result, for people. Text from memory goes through here too."""
        if not self.as_json:
            self.results.print(Text(harmless(text), style=style))

    def pair(self, label: str, value: str) -> None:
        """Print one line of a table of two columns."""
        if not self.as_json:
            self.results.print(Text.assemble((f"{label:<18}", "bold"), harmless(value)))

    def write(self, text: str) -> None:
        """Print a piece of a line at once."""
        if not self.as_json:
            self._out.write(harmless(text))
            self._out.flush()

    def note(self, text: str, style: str = "dim") -> None:
        """Say something on the side, on standard error."""
        self.notes.print(Text(harmless(text), style=style))

    def give(self, result: Any) -> None:  # noqa: ANN401  (any struct or plain data)
        """Print the result for programs; silent when people are spoken to."""
        if self.as_json:
            document = msgspec.json.format(msgspec.json.encode(result), indent=2)
            self._out.write(escaped(document.decode()) + "\n")
            self._out.flush()

    def fail(self, error: SecondMeError) -> None:
        """Tell an error: what happened and what to do."""
        if self.as_json:
            self.give({"error": _words(error)})
            return
        self.note(f"{error.title}.", "bold red")
        for part in (error.message, error.action):
            if part:
                self.note(part, "")


def _words(error: SecondMeError) -> dict[str, str]:
    return {
        "code": error.code,
        "title": error.title,
        "message": error.message,
        "action": error.action,
    }
