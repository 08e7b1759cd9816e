"""Words for people pass through here, so that they can be translated.

`tr` needs no running application: without a translator it gives the text back.
"""

from PySide6.QtCore import QCoreApplication

CONTEXT = ""
"""What `pyside6-lupdate` files the texts of a plain `tr` under."""


def tr(text: str) -> str:
    """Return `text` in the person's language."""
    return QCoreApplication.translate(CONTEXT, text)


def tr_count(one: str, many: str, count: int) -> str:
    """Return the wording for `count` things; `many` holds %n where the number goes."""
    translated = QCoreApplication.translate(CONTEXT, many, "", count)
    plain = many.replace("%n", str(count))
    return one if count == 1 and translated == plain else translated
