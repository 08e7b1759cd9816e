"""Whom: names as memory spells them, the owner, people by relation, names never heard."""

import pytest

from second_me.recall.understanding import Known, Relation

ANNA, MAY, MELANIE, ROBERT = "Anna Kovács", "May Chen", "Melanie Hart", "Robert Fink"


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("What did Clara say?", ["Clara"]),
        ("what did clara say?", ["Clara"]),
        ("WHAT DID CLARA SAY", ["Clara"]),
        ("Clara's birthday", ["Clara"]),
        ("Clara\u2019s birthday", ["Clara"]),
        ("Where does Anna live?", [ANNA]),
        ("Where does Kovacs live?", [ANNA]),
        ("Where does anna kovacs live?", [ANNA]),
        ("Where does Kovács Anna live?", [ANNA]),
        ("Where does Jianwen live?", ["Liu Jianwen"]),
        ("Where does Jianwen Liu live?", ["Liu Jianwen"]),
        ("Where does Bobby live?", [ROBERT]),
        ("Where does Mel live?", [MELANIE]),
        ("Did Clara meet Anna and Melanie?", ["Clara", ANNA, MELANIE]),
        # words that are names too
        ("Will it rain?", []),
        ("Will Clara come?", ["Clara"]),
        ("When will she come?", []),
        ("What did Will want?", ["Will"]),
        ("Will's bike", ["Will"]),
        ("Will said so, but when?", ["Will"]),
        ("May I come?", []),
        ("What may happen?", []),
        ("What does May think?", [MAY]),
        ("What did I do in May?", []),
        ("What did may chen do?", [MAY]),
        ("With grace she left", []),
        ("Did Grace leave?", ["Grace"]),
        # the whole name must fit
        ("What did Anna Schmidt say?", []),
        ("What did Dr. Kovács say?", [ANNA]),
        ("Who sang 'Anna'?", []),
        ("", []),
    ],
)
def test_known_people_are_found(ask, question, people):
    assert [name for name in ask(question).people if name != "Sam Weber"] == people


@pytest.mark.parametrize(
    ("question", "owner"),
    [
        ("Where do I live?", True),
        ("my keys", True),
        ("What did we eat?", True),
        ("I\u2019ve lost it", True),
        ("Where does Sam live?", True),
        ("When did you last sleep well?", True),
        ("Where does Clara live?", False),
        ("Can you remind me where Clara lives?", False),
        ("Tell me about Clara", False),
        ("Do you know where Clara lives?", False),
    ],
)
def test_the_owner_takes_part(ask, question, owner):
    asked = ask(question)
    assert asked.owner is owner
    assert ("Sam Weber" in asked.people) is owner


def test_an_owner_without_a_name_takes_part_all_the_same(ask, known):
    known.name_owner("")
    asked = ask("Where do I live?")
    assert asked.owner
    assert asked.people == ()


def test_a_first_name_may_mean_several(ask, known):
    known.add_people(["Anna Bauer", "Anna"])
    asked = ask("Where does Anna live with Clara?")
    assert asked.mentions == (("Anna", ANNA, "Anna Bauer"), ("Clara",))
    assert ask("Where does Anna Bauer live?").people == ("Anna Bauer",)


def test_other_things_are_found_by_name_and_alias(ask):
    assert ask("Did we eat at the Heron in boston?").entities == ("Blue Heron Café", "Boston")
    assert ask("Did we eat at blue heron cafe?").entities == ("Blue Heron Café",)


@pytest.mark.parametrize(
    ("question", "relations"),
    [
        ("What does my sister do?", [("", "sister")]),
        ("What does my older sister do?", [("", "sister")]),
        ("What does Clara's husband do?", [("Clara", "husband")]),
        ("What does Clara's new boss do?", [("Clara", "boss")]),
        ("What does Sam's mum do?", [("", "mother")]),
        ("What does my sister's husband do?", [("", "sister", "husband")]),
        ("Who is the mother of Anna Kovács?", [(ANNA, "mother")]),
        ("Where is my mother-in-law?", [("", "mother-in-law")]),
        ("Where is my step brother?", [("", "stepbrother")]),
        ("Where is my stepmom?", [("", "stepmother")]),
        ("What did Mom say?", [("", "mother")]),
        ("What did Grandpa and Dad say?", [("", "grandfather"), ("", "father")]),
        ("What did Clara tell her boss?", [("Clara", "boss")]),
        ("gifts for my aunt and brother", [("", "aunt"), ("", "brother")]),
        ("With her friend Anna, what did Clara cook?", [("Clara", "friend")]),
        ("Is he a boss?", []),
        ("Who has kids?", []),
        ("What about her boss?", []),
        ("My, what a day with a friend", []),
    ],
)
def test_people_are_named_by_relations(ask, question, relations):
    found = [(one.of, *one.through, one.word) for one in ask(question).relations]
    assert found == relations


def test_a_relation_says_by_whom_it_leads():
    relation = Relation(word="husband", of="Clara", through=("sister",))
    assert (relation.of, relation.through, relation.word) == ("Clara", ("sister",), "husband")


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What did Bartholomew say?", ["Bartholomew"]),
        ("What did Priya Nair say to Clara?", ["Priya Nair"]),
        ("What did Anna Schmidt say?", ["Anna Schmidt"]),
        ("Is that Priya's bike?", ["Priya"]),
        ("Which of Priya's books did I read?", ["Priya"]),
        ("Did Clara and Priya meet?", ["Priya"]),
        ("Did I talk to Priya?", ["Priya"]),
        ("Did I have mail from Priya?", ["Priya"]),
        ("What did my friend Priya say?", ["Priya"]),
        ("Bartholomew's boat", ["Bartholomew"]),
        ("What did Clara say?", []),
        ("Where is my passport?", []),
        ("Did Grandma call on Monday in April?", []),
        ("Did I fly to Lisbon?", []),
        ("Has Portugal won?", []),
        ("Was I in Old Trafford?", []),
        ("Did the English teacher call?", []),
        ("Does LGBTQ matter to Clara?", []),
        ("Did I see 'Priya' at the cinema?", []),
        ("Remember the milk. Buy bread. Yes?", []),
    ],
)
def test_people_never_heard_of_are_told_apart(ask, question, unknown):
    assert list(ask(question).unknown_names) == unknown


def test_other_names_are_kept_too(ask):
    asked = ask("Did I buy Asics shoes at Sporting Goods Plus in Lisbon?")
    assert asked.other_names == ("Asics", "Sporting Goods Plus", "Lisbon")
    assert asked.unknown_names == ()


def test_names_may_be_added_at_any_time(ask, known):
    assert ask("Did Priya call?").unknown_names == ("Priya",)
    known.add_people(["Priya Nair"])
    asked = ask("Did Priya call?")
    assert asked.people == ("Priya Nair",)
    assert asked.unknown_names == ()


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("Seán O'Brien", "What did O\u2019Brien say?"),
        ("Jean-Luc Martin", "What did Jean-Luc say?"),
        ("lena.bauer@example.org", "What did Lena say?"),
        ("Björk", "What did Bjork say?"),
        ("李小明", "李小明 说了什么?"),
        ("~Tom Ford (work)", "What did Tom say?"),
    ],
)
def test_names_are_found_however_they_are_spelled(ask, known, name, question):
    known.add_people([name])
    assert name in ask(question).people


def test_words_of_a_firms_name_are_nobodys():
    known = Known(people=["Bank of America", "Apple Support"])
    assert known.people("america") == ()
    assert known.people("bank of america") == ("Bank of America",)


def test_blank_names_are_nobodys():
    known = Known("  ", ["", " ", "...", "\u200b"])
    assert known.owner == ""
    assert known.people("") == ()
