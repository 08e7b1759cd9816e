"""What is embedded of a memory. The embedder is trained on texts of exactly this form."""

from typing import Final

BEFORE_WORDS: Final = 20
"""How much of what was said before a memory goes with it."""


def document(author: str, title: str, text: str, before: str = "") -> str:
    """Return the words to embed: who speaks, title and text, and the start of what was said
    just before. Nothing if there is neither title nor text.

    Without the name a turn of a conversation is hardly found by meaning: on long conversations
    recall more than doubles with it. Without what went before, an answer does not say to what.
    """
    body = "\n".join(part for part in (title, text) if part.strip())
    if not body:
        return ""
    signed = f"{author}: {body}" if author else body
    words = before.split()
    if not words:
        return signed
    rest = " …" if len(words) > BEFORE_WORDS else ""
    return f"{signed} (before: {' '.join(words[:BEFORE_WORDS])}{rest})"
