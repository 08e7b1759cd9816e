"""What people say of themselves, turned into the third person by rule, where that is safe."""

import re
from typing import Final

_NOW: Final = "need|want|use|like|love|prefer|enjoy|hate|live|work|own|play|run|read|cook"
_THEN: Final = "was|had|got|went|bought|made|took|found|saw|met|spent|started|[a-z]{2,}ed"
_OPENINGS: Final = (
    (re.compile(r"^I(?:'m| am)\b"), "{} is"),
    (re.compile(r"^I(?:'ve| have)\b"), "{} has"),
    (re.compile(r"^I(?:'ll| will)\b"), "{} will"),
    (re.compile(r"^I(?:'d| would) (?:like|love|prefer)\b"), "{} would like"),
    (re.compile(r"^I do(?:n't| not)\b"), "{} does not"),
    (re.compile(rf"^I ({_NOW})\b"), "{} \\1s"),
    (re.compile(rf"^I ({_THEN})\b"), "{} \\1"),
    (re.compile(r"^My\b"), "{}'s"),
)
_LEADS: Final = re.compile(
    r"^(?:By the way|Also|And|But|So|Well|Oh|Actually|Speaking of which|Lately|Recently|Since then)"
    r",? (?=I\b|I'|my\b|My\b)",
)
_CLAUSE: Final = re.compile(
    r",? (?:and|but|so|which|because|since|as|although|though) "
    r"(?:I|it|that|I'm|I've|was|has|is)\b.*$"
)
_LEFT: Final = re.compile(r"\b(?:I|me|myself|mine|we|us|our|you|your)\b|\bI'", re.IGNORECASE)


def third_person(sentence: str, name: str) -> str:
    """Return a sentence that somebody says of themselves as others would; empty if unsure."""
    said = _LEADS.sub("", sentence.replace("\u2019", "'")).rstrip(" .!")
    said = said[:1].upper() + said[1:]
    for opening, instead in _OPENINGS:
        if found := opening.match(said):
            rest = _CLAUSE.sub("", said[found.end() :])
            turned = found.expand(instead).format(name) + re.sub(r"\bmy\b", "their", rest)
            return "" if _LEFT.search(turned) else f"{turned.rstrip(' ,')}."
    return ""
