"""The names that a vault holds are known: owner, authors, subjects of facts, entities."""

from second_me.core.records import Actor, NewFact, Quote
from second_me.recall.understanding import known_names


def test_a_vaults_names_are_known(vault, remember, clock):
    (event_id,) = remember([("Lena", "My neighbour Ida Berg sails from Porto Novo.")])
    quote = Quote(event_id, 13, 21, "Ida Berg")

    def work(session):
        session.settings.set("owner.name", "Tom Ford")
        session.entities.ensure(
            "place",
            "Porto Novo",
            [Quote(event_id, 33, 43, "Porto Novo")],
            Actor.EXTRACT,
            clock.now(),
        )
        session.entities.ensure(
            "person", "Karl Roth", [quote], Actor.EXTRACT, clock.now(), aliases=["Charly"]
        )
        fact = NewFact(subject="Ida Berg", kind="hobby", text="Ida Berg sails.", quotes=(quote,))
        session.facts.add(fact, Actor.EXTRACT, clock.now())

    vault.write(work)
    known = vault.read(lambda session: known_names(session, ["Lena"]))
    assert known.owner == "Tom Ford"
    assert known.people("ida") == ("Ida Berg",)
    assert known.people("charly") == ("Karl Roth",)
    assert known.people("lena") == ("Lena",)
    assert known.things("porto novo") == ("Porto Novo",)
    assert known.people("porto") == ()


def test_an_empty_vault_knows_nobody(vault):
    known = vault.read(known_names)
    assert known.owner == ""
    assert known.people("you") == ()
