"""Words for people pass through here, so that they can be translated.

`tr` needs no running application: without a translator it gives the text back. What the agent
says passes through `said`: it speaks English, and its sentences with names and numbers in them
are found by the places where those stand.
"""

from PySide6.QtCore import QCoreApplication

CONTEXT = ""
"""What the texts of this program are filed under; Qt's own words have contexts."""

AGENT = "agent"
"""What the agent's sentences are filed under."""


def tr(text: str) -> str:
    """Return `text` in the person's language."""
    return QCoreApplication.translate(CONTEXT, text)


def tr_count(one: str, many: str, count: int) -> str:
    """Return the wording for `count` things; `many` holds %n where the number goes."""
    translated = QCoreApplication.translate(CONTEXT, many, "", count)
    plain = many.replace("%n", str(count))
    return one if count == 1 and translated == plain else translated


def said(text: str) -> str:
    """Return what the agent says in the person's language."""
    return QCoreApplication.translate(AGENT, text) if text else text
