"""Whom a proposed fact is about, and how to say it in the third person."""

import re
from typing import Final

from second_me.core.records import OWN_WORDS, Event
from second_me.vault.session import Session

UNNAMED_OWNER: Final = "You"
"""The person, as long as they have not given their name."""

_SPEAKER: Final = frozenset(
    {
        "",
        "i",
        "me",
        "myself",
        "my",
        "we",
        "user",
        "speaker",
        "author",
        "writer",
        "narrator",
        "person",
    }
)
_PRONOUNS: Final = frozenset({"he", "she", "it", "they", "him", "her", "them", "you", "this"})

_FIRST_PERSON: Final = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours)\b", re.IGNORECASE)

_OPENINGS: Final = (
    (re.compile(r"^(?:I am|I['\u2019]m)\b", re.IGNORECASE), "{} is"),
    (re.compile(r"^(?:I have|I['\u2019]ve)\b", re.IGNORECASE), "{} has"),
    (re.compile(r"^(?:I will|I['\u2019]ll)\b", re.IGNORECASE), "{} will"),
    (re.compile(r"^I (was|had|can|can['\u2019]t|did|could|would|should|[a-z]{2,}ed)\b"), "{} \\1"),
    (re.compile(r"^My\b", re.IGNORECASE), "{}'s"),
)


_OWNER_SETTING: Final = "owner.name"


def owner_name(session: Session) -> str:
    """Return the name that the person gave; empty as long as they have not."""
    return str(session.settings.get(_OWNER_SETTING) or "").strip()


def speaker(event: Event, owner: str) -> str:
    """Return the name of whoever's words an event holds; empty for an unnamed other."""
    if event.origin in OWN_WORDS:
        author = "" if event.author.casefold() in _SPEAKER else event.author
        return owner or author or UNNAMED_OWNER
    return event.author


def is_owner(name: str, owner: str) -> bool:
    """Say whether a name is the person's: their whole name or the first part of it."""
    if name == UNNAMED_OWNER:
        return True
    whole = owner.casefold().split()
    return bool(whole) and name.casefold().split() in (whole, whole[:1])


def resolve(subject: str, event: Event, owner: str) -> str:
    """Return the name that a proposed subject stands for in its event; empty if there is none.

    It is the speaker, or a name that stands in the text itself.
    """
    said = " ".join(subject.split()).strip(".,:;\"'")
    plain = said.casefold().removeprefix("the ")
    who = speaker(event, owner)
    if plain in _SPEAKER or (who and plain in {who.casefold(), who.casefold().split()[0]}):
        return who
    if plain in _PRONOUNS or not said[:1].isupper():
        return ""
    if is_owner(said, owner):
        return owner or UNNAMED_OWNER
    return said if re.search(rf"(?<!\w){re.escape(said)}(?!\w)", event.text) else ""


def statement(text: str, subject: str, quote: str) -> str:
    """Return a fact's text in the third person, its subject named.

    What cannot be turned safely is given as the words that were said.
    """
    said = " ".join(text.split()).rstrip(".")
    for opening, instead in _OPENINGS:
        if found := opening.match(said):
            # The name goes in as it is: a backslash in it is no part of a pattern.
            said = found.expand(instead).format(subject) + said[found.end() :]
            break
    if _FIRST_PERSON.search(said):
        return f"{subject} says: “{quote}”"
    return said if subject.casefold() in said.casefold() else f"{subject}: {said}"


_LEADS: Final = re.compile(
    r"^(?:(?:alright|all right|okay|ok|oh|well|yes|yeah|yep|so|hi|hello|hey|and|but|also|actually"
    r"|right|great|absolutely)\b[,.!:]* )+",
    re.IGNORECASE,
)


def in_third_person(text: str, name: str) -> str:
    """Return a statement about `name` in which nobody says "I"; empty if it cannot be turned.

    "Anna: Well, I've finished it" becomes "Anna has finished it".
    """
    if not _FIRST_PERSON.search(text):
        return text
    said = text.removeprefix(name).removeprefix(":").strip()
    said = _LEADS.sub("", said)
    turned = statement(re.sub(r"\b(?:my|our)\b", "their", said), name, "")
    return "" if _FIRST_PERSON.search(turned) or turned.endswith("“”") else turned


_ALIKE: Final = frozenset(
    """
    can could will would should must may might had did went got bought met took made saw came left
    began told said gave found ran won lost spent sold built wrote drove flew ate thought felt kept
    knew grew became put read cut hurt broke chose fell heard held led paid sent slept spoke stood
    swam taught wore no never also now still usually often always recently
    """.split()  # noqa: SIM905  (a list of eighty strings is not read by anybody)
)
"""Words after "you" that are the same after a name."""

_VERBS: Final = {"is": "are", "has": "have", "was": "were", "does": "do", "goes": "go"}


def second_person(text: str, name: str) -> str:
    """Return a statement about `name` as said to them: "User works" becomes "You work"."""
    rest = text.removeprefix(name)
    if rest == text:
        return text
    if rest.startswith("'s "):
        return "Your" + rest.removeprefix("'s")
    if not rest.startswith(" "):
        return f"You{rest}"
    verb, space, more = rest[1:].partition(" ")
    said = re.sub(r"\btheir\b", "your", more)
    return f"You {_plain_verb(verb)}{space}{said}"


def named(text: str, name: str) -> str:
    """Return a statement said to somebody as one about `name`: "You work" becomes "Anna works"."""
    if text.startswith("Your "):
        said, rest = f"{name}'s", text.removeprefix("Your")
    elif text.startswith("You "):
        verb, space, more = text.removeprefix("You ").partition(" ")
        said, rest = f"{name} {_third_person(verb)}", f"{space}{more}"
    else:
        return text if name in text else f"{name}: {text}"
    return said + re.sub(r"\byour\b", "their", rest)


def _third_person(verb: str) -> str:
    """Return the form of a verb that goes with a name."""
    known = {plain: form for form, plain in _VERBS.items()}
    if verb in known:
        return known[verb]
    if verb in _ALIKE or verb.endswith("ed"):
        return verb
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("sh", "ch", "ss", "x", "o")) else f"{verb}s"


def _plain_verb(verb: str) -> str:
    """Return the form of a verb that goes with "you"."""
    if verb in _VERBS:
        return _VERBS[verb]
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    if verb.endswith(("shes", "ches", "sses", "xes", "oes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb
