"""Slots, kinds and relations of people in words."""

from second_me.core.ids import EntityId
from second_me.core.protocol.persona import PersonView
from second_me.desktop.translation import tr


def slot_name(slot: str) -> str:
    """Return what a slot is called."""
    known = {
        "name": tr("Name"),
        "birth_date": tr("Born"),
        "birth_place": tr("Birthplace"),
        "home": tr("Home"),
        "email": tr("E-mail"),
        "phone": tr("Telephone"),
        "employer": tr("Works at"),
        "occupation": tr("Work"),
        "marital_status": tr("Family status"),
        "blood_type": tr("Blood type"),
        "postal_code": tr("Postal code"),
    }
    return known.get(slot) or slot.replace("_", " ").capitalize()


def kind_name(kind: str) -> str:
    """Return what the facts of a kind are called."""
    known = {
        "identity": tr("About them"),
        "preference": tr("Likes and dislikes"),
        "plan": tr("Plans"),
        "event": tr("What happened"),
        "health": tr("Health"),
        "work": tr("Work"),
        "relation": tr("People"),
        "habit": tr("Habits"),
        "possession": tr("Things"),
    }
    return known.get(kind) or (kind.replace("_", " ").capitalize() or tr("Facts"))


def relations(view: PersonView, names: dict[EntityId, str]) -> list[str]:
    """Return how somebody stands to others, as in "sister of Mara"."""
    lines = []
    for one in view.relations:
        if one.retracted_at is not None or one.valid_to is not None:
            continue
        own = one.object_id == view.entity.id
        other = names.get(one.subject_id if own else one.object_id, "")
        if not other:
            continue
        predicate = one.predicate.replace("_", " ")
        words = tr("{relation} of {name}") if own else tr("{relation}: {name}")
        lines.append(words.format(relation=predicate, name=other))
    return list(dict.fromkeys(lines))
