"""Forms, fields and what is said of them, in words."""

from second_me.core.forms import FieldKind, Purpose
from second_me.core.protocol.fill import Choice, Entry, FillProfile, Refusal, Rule
from second_me.desktop.ask.citations import plain
from second_me.desktop.translation import tr


def kind_name(kind: FieldKind) -> str:
    """Return what a kind of field is called."""
    known = {
        FieldKind.GIVEN_NAME: tr("First name"),
        FieldKind.FAMILY_NAME: tr("Family name"),
        FieldKind.ADDITIONAL_NAME: tr("Middle name"),
        FieldKind.HONORIFIC_PREFIX: tr("Title"),
        FieldKind.HONORIFIC_SUFFIX: tr("Title behind the name"),
        FieldKind.EMAIL: tr("E-mail"),
        FieldKind.TEL: tr("Telephone"),
        FieldKind.BDAY: tr("Date of birth"),
        FieldKind.STREET_ADDRESS: tr("Street address"),
        FieldKind.ADDRESS_LINE1: tr("Street address"),
        FieldKind.ADDRESS_LEVEL1: tr("State or province"),
        FieldKind.ADDRESS_LEVEL2: tr("Town"),
        FieldKind.POSTAL_CITY: tr("Postal code and town"),
        FieldKind.ORGANIZATION: tr("Employer"),
        FieldKind.ORGANIZATION_TITLE: tr("Occupation"),
        FieldKind.OTHER: tr("Something else"),
    }
    return known.get(kind) or kind.value.replace("-", " ").capitalize()


def purpose_name(purpose: Purpose) -> str:
    """Return what a form is for."""
    return {
        Purpose.LOGIN: tr("Login form"),
        Purpose.SIGN_UP: tr("Sign-up form"),
        Purpose.SEARCH: tr("Search form"),
        Purpose.NEWSLETTER: tr("Newsletter form"),
        Purpose.ADDRESS: tr("Address form"),
        Purpose.PAYMENT: tr("Payment form"),
        Purpose.APPLICATION: tr("Application form"),
        Purpose.CONTACT: tr("Contact form"),
        Purpose.OTHER: tr("Form"),
    }[purpose]


def reason(refusal: Refusal | None) -> str:
    """Return why a field is left alone."""
    return {
        Refusal.UNKNOWN: tr("memory holds nothing for it"),
        Refusal.UNSURE: tr("what it asks for is not sure"),
        Refusal.SECRET: tr("passwords, cards, codes and searches are never filled"),
        Refusal.UNSEEN: tr("nobody can see it on the page"),
        Refusal.LOCKED: tr("the page does not let it be changed"),
        Refusal.NEVER: tr("you said: never here"),
        Refusal.UNFIT: tr("no spelling of the value fits in it"),
    }[refusal or Refusal.UNKNOWN]


def rule_name(rule: Rule) -> str:
    """Return what the person said of a site."""
    return {
        Rule.NEVER: tr("never filled"),
        Rule.ASK: tr("asked each time"),
        Rule.ALLOW: tr("allowed"),
    }[rule]


def asks(entry: Entry) -> str:
    """Return the words by which a field asks, or what it is taken for where it has none."""
    return plain(" ".join(entry.says.split())) or kind_name(entry.kind)


def breakable(text: str) -> str:
    """Return a text that may be parted behind the marks of addresses, where a line is short."""
    return "".join(f"{one}\u200b" if one in "@./-_" else one for one in plain(text))


def label_name(label: str) -> str:
    """Return which of several a value is."""
    known = {"home": tr("home"), "work": tr("work"), "mobile": tr("mobile")}
    return known.get(label, plain(label))


def choice_line(choice: Choice) -> str:
    """Return a value on one line, with what tells it from others."""
    marks = [label_name(choice.label)]
    if choice.until is not None:
        marks.append(tr("earlier"))
    if choice.draft:
        marks.append(tr("not confirmed"))
    line = plain(" ".join(choice.shown.split()))
    said = ", ".join(mark for mark in marks if mark)
    return f"{line} ({said})" if said else line


def profile_name(profile: FillProfile, label: str = "") -> str:
    """Return whose values a form is filled with."""
    name = tr("You") if profile.subject == "You" else plain(profile.subject)
    return f"{name} · {label_name(label)}" if label else name
