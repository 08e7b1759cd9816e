"""German, French and Spanish questions: what is wanted, when, whose, which words to look for."""

import pytest

from second_me.recall.understanding import Wants

ANNA = "Anna Kovács"
OWNER = "Sam Weber"


@pytest.mark.parametrize(
    ("question", "wants", "first", "people"),
    [
        ("Wann hat Anna gestern angerufen?", Wants.TIME, "2023-05-23", [ANNA]),
        ("Was habe ich letzten Sommer gelesen?", Wants.THING, "2022-06-01", [OWNER]),
        ("Wie viele Bücher habe ich im März 2022 gelesen?", Wants.NUMBER, "2022-03-01", [OWNER]),
        ("Wo war ich vor zwei Wochen?", Wants.PLACE, "2023-05-06", [OWNER]),
        ("Wer hat am 7. Mai 2022 angerufen?", Wants.PERSON, "2022-05-07", []),
        ("Warum ist Anna nach Wien gezogen?", Wants.REASON, None, [ANNA]),
        ("Où est-ce que j'étais la semaine dernière ?", Wants.PLACE, "2023-05-15", [OWNER]),
        ("Quand Anna a-t-elle appelé hier ?", Wants.TIME, "2023-05-23", [ANNA]),
        ("Qu'est-ce que j'ai lu en mars 2022 ?", Wants.THING, "2022-03-01", [OWNER]),
        ("Combien de livres est-ce que j'ai lus il y a deux mois ?", Wants.NUMBER, "2023-03-01",
         [OWNER]),
        ("¿Dónde estuve yo la semana pasada?", Wants.PLACE, "2023-05-15", [OWNER]),
        ("¿Qué dijo Anna hace dos semanas?", Wants.THING, "2023-05-06", [ANNA]),
        ("¿Por qué fue Anna a Madrid en marzo de 2022?", Wants.REASON, "2022-03-01", [ANNA]),
        ("¿Cuántos libros leí el 7 de mayo de 2022?", Wants.NUMBER, "2022-05-07", []),
    ],
)  # fmt: skip
def test_other_languages_are_read(ask, days, question, wants, first, people):
    asked = ask(question)
    assert asked.wants is wants
    assert (days(asked.when) or (None,))[0] == first
    assert list(asked.people) == people
    assert asked.unknown_names == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Was habe ich letzten Sommer gelesen?", ["sommer", "gelesen"]),
        ("Wann hat Anna gestern angerufen?", ["anna", "angerufen"]),
        ("Où est-ce que j'étais en mars 2022 ?", ["étais", "mars", "2022"]),
        ("¿Qué dijo Anna hace dos semanas?", ["anna"]),
    ],
)
def test_their_words_that_say_nothing_are_left_out(ask, question, words):
    assert list(ask(question).words) == words


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("Where did Hans die?", Wants.PLACE),
        ("Who played in Die Hard?", Wants.PERSON),
        ("What was in the casa on the la plaza?", Wants.THING),
    ],
)
def test_english_stays_english(ask, question, wants):
    assert ask(question).wants is wants
