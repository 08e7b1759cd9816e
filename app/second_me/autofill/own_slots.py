"""Fields that no browser knows and memory has a slot for: blood type, height, passport number."""

import re
from collections.abc import Iterator
from typing import Final

from second_me.autofill import units
from second_me.autofill.words import plain
from second_me.core.forms import Field
from second_me.core.profile import Profile, SlotValue

_CALLED: Final = {
    "height": "height, body height, your height, größe, körpergröße, taille, estatura, altura,"
    " altezza, lengte",
    "weight": "weight, body weight, your weight, gewicht, körpergewicht, poids, peso",
    "blood_type": "blood type, blood group, blutgruppe, groupe sanguin, grupo sanguíneo, gruppo"
    " sanguigno, bloedgroep",
    "marital_status": "marital status, civil status, family status, familienstand, situation"
    " familiale, état civil, estado civil, stato civile, burgerlijke staat",
    "passport": "passport number, passport no, passport, passport nr, reisepassnummer,"
    " passnummer, reisepass nr, numéro de passeport, número de pasaporte, numero di passaporto,"
    " número de passaporte, paspoortnummer",
    "identity_card": "identity card number, id card number, identity card no, personalausweis"
    "nummer, ausweisnummer, numéro de carte d identité, número de dni",
    "driving_licence": "driving licence number, driver s license number, drivers license number,"
    " driving license number, führerscheinnummer, numéro de permis de conduire",
    "birth_place": "place of birth, birthplace, birth place, city of birth, town of birth,"
    " geburtsort, lieu de naissance, lugar de nacimiento, luogo di nascita, local de nascimento,"
    " geboorteplaats",
    "shoe_size": "shoe size, schuhgröße, pointure",
    "clothing_size": "clothing size, shirt size, t shirt size, konfektionsgröße",
    "allergy": "allergies, allergy, known allergies, do you have any allergies, allergien,"
    " alergias, allergie",
    "education": "education, highest education, highest level of education, schulabschluss",
}
_SLOTS: Final = {plain(name): slot for slot, names in _CALLED.items() for name in names.split(",")}
_STATES: Final = (
    "single, unmarried, never married, ledig, célibataire, soltero, soltera, celibe, nubile",
    "married, verheiratet, marié, mariée, casado, casada, sposato, sposata, gehuwd",
    "divorced, geschieden, divorcé, divorcée, divorciado, divorciada, divorziato, divorziata",
    "widowed, widow, widower, verwitwet, veuf, veuve, viudo, viuda, vedovo, vedova",
)
_ASIDE: Final = re.compile(r"\([^)]*\)|\bin (?:cm|m|kg|lbs?|ft|feet|inches|metres|meters)\b|[*:?]")
_SEVERAL: Final = frozenset({"allergy"})


def slot_for(field: Field) -> str:
    """Return the slot that all of a field's words name; "" for none."""
    for text in (field.label, field.aria, field.placeholder, field.before, field.header):
        said = plain(_ASIDE.sub(" ", text.casefold()))
        if said:
            return _SLOTS.get(said, "")
    return ""


def candidates(
    slot: str, field: Field, profile: Profile, language: str
) -> Iterator[tuple[str, tuple[SlotValue, ...], tuple[str, ...]]]:
    """Yield label, slots and spellings of each value that a profile holds for such a field."""
    found = tuple(one for one in profile.values if one.slot == slot)
    if slot in _SEVERAL and found:
        yield "", found, (", ".join(one.value for one in found),)
        return
    for one in found:
        yield one.label, (one,), (*units.written(one.value, field, language), *_states(one))


def _states(value: SlotValue) -> tuple[str, ...]:
    """Return other words for a family status, as lists of other forms have them."""
    if value.slot != "marital_status":
        return ()
    said = plain(value.value)
    rows = [[plain(one) for one in row.split(",")] for row in _STATES]
    return next((tuple(row) for row in rows if said in row), ())
