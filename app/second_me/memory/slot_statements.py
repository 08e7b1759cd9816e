"""How the value of a slot is said as a statement, and the labels that cards have it under."""

import re
from typing import Final

_SAID: Final = {
    "name": "{whose} name is {value}",
    "nickname": "{who} goes by {value}",
    "sex": "{who} is {value}",
    "birth_date": "{whose} date of birth is {value}",
    "birth_place": "{whose} place of birth is {value}",
    "home": "{whose} home address is {value}",
    "workplace": "{whose} work address is {value}",
    "employer": "{who} works at {value}",
    "occupation": "{who} works as {value}",
    "education": "{whose} education: {value}",
    "email": "{whose} {label}e-mail address is {value}",
    "phone": "{whose} {label}phone number is {value}",
    "marital_status": "{who} is {value}",
    "passport": "{whose} passport number is {value}",
    "driving_licence": "{whose} driving licence number is {value}",
    "vat": "{whose} tax number is {value}",
}
_LABELS: Final = {
    "name": "name, full name",
    "nickname": "nickname, also known as, goes by",
    "relation": "relation, relationship",
    "sex": "gender, sex",
    "birth_date": "birthday, born, date of birth, birth date, dob",
    "birth_place": "place of birth, birthplace, born in",
    "nationality": "nationality, citizenship",
    "marital_status": "marital status",
    "home": "address, home address, home, residence",
    "workplace": "work address, office address, business address",
    "phone": "phone, mobile, cell, telephone, tel, phone number, mobile number, mobile phone,"
    " cell phone, home phone, work phone, office phone, telephone number",
    "email": "email, e-mail, mail, email address, e-mail address, work email, personal email,"
    " home email, private email, work e-mail, personal e-mail, home e-mail",
    "website": "website, homepage, url, web",
    "employer": "company, employer, organisation, organization, org",
    "occupation": "job, job title, position, occupation, profession, role",
    "education": "education, school, university, degree",
    "language": "language, languages",
    "height": "height",
    "weight": "weight",
    "shoe_size": "shoe size",
    "clothing_size": "clothing size, shirt size, size",
    "blood_type": "blood type, blood group",
    "allergy": "allergies, allergy",
    "passport": "passport, passport number, passport no",
    "driving_licence": "driving licence, driver's license, driving licence number",
    "vat": "vat, vat number, tax number, tax id",
}
_SLOT_OF: Final = {
    label.strip(): slot for slot, labels in _LABELS.items() for label in labels.split(",")
}
KINDS: Final = {
    "relation": "relation",
    "employer": "work",
    "occupation": "work",
    "workplace": "work",
    "education": "education",
    "home": "place",
    "allergy": "health",
}
"""The kinds of facts that tell these slots; the others are of a person's identity."""


def slot_of_label(label: str) -> str:
    """Return the slot that a label on a card or a form stands for; "" for none."""
    return _SLOT_OF.get(" ".join(label.casefold().replace("_", " ").split()), "")


def slots_begun(words: str) -> tuple[str, ...]:
    """Return the slots that have a label beginning with these words, those called just so first."""
    begun = " ".join(words.casefold().replace("_", " ").split())
    whole = slot_of_label(begun)
    found = [slot for label, slot in _SLOT_OF.items() if begun and label.startswith(begun)]
    return tuple(dict.fromkeys(filter(None, (whole, *found))))


def statement(subject: str, slot: str, value: str, label: str = "") -> str:
    """Return a statement that tells a slot's value: "Anna's phone number is +49 …"."""
    you = subject == "You"
    said = _SAID.get(slot, "{whose} " + slot.replace("_", " ") + " is {value}")
    text = said.format(
        who=subject,
        whose="Your" if you else f"{subject}'s",
        value=value,
        label=f"{label} " if label else "",
    )
    return re.sub(r"^You (is|works|goes)\b", _yours, text) if you else text


def _yours(found: re.Match[str]) -> str:
    return "You " + {"is": "are", "works": "work", "goes": "go"}[found[1]]
