"""Plain ways to tell what fields ask for, that measurements put beside the classifier."""

from second_me.autofill.tokens import token_of
from second_me.autofill.words import kinds_in, plain
from second_me.core.forms import Field, FieldKind


def by_autocomplete(field: Field) -> FieldKind:
    """Return what the page itself says a field asks for."""
    if field.type == "password":
        return FieldKind.PASSWORD
    return token_of(field.autocomplete) or FieldKind.OTHER


def by_keywords(field: Field) -> FieldKind:
    """Return what the longest known phrase on a field speaks of, its labels before its names."""
    typed = {"password": FieldKind.PASSWORD, "email": FieldKind.EMAIL, "tel": FieldKind.TEL,
             "search": FieldKind.SEARCH}  # fmt: skip
    if field.type in typed:
        return typed[field.type]
    for text in (field.label, field.aria, field.placeholder, field.name, field.dom_id):
        said = list(kinds_in(plain(text)))
        if said:
            return max(said, key=lambda one: one[1])[0]
    return FieldKind.OTHER
