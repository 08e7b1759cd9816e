"""What: the kind of answer that is wanted, the kind of thing, and how much of it."""

import pytest

from second_me.recall.understanding import Order, Side, Wants

W = Wants


@pytest.mark.parametrize(
    ("question", "wants", "thing"),
    [
        ("When did I move?", W.TIME, ""),
        ("What time does the gym open?", W.TIME, "time"),
        ("On which specific day did I fly?", W.TIME, "day"),
        ("How long ago did we meet?", W.TIME, ""),
        ("How many weeks ago did we meet?", W.TIME, "weeks"),
        ("When's Clara's birthday?", W.TIME, ""),
        ("Where do I keep my skis?", W.PLACE, ""),
        ("Which city did Clara move to?", W.PLACE, "city"),
        ("What is the name of the little restaurant by the lake?", W.PLACE, "restaurant"),
        ("What's my address?", W.PLACE, "address"),
        ("Who fixed my bike?", W.PERSON, ""),
        ("With whom did I go to the opera?", W.PERSON, ""),
        ("Whose umbrella is it?", W.PERSON, "umbrella"),
        ("Which colleague called?", W.PERSON, "colleague"),
        ("Who's my dentist?", W.PERSON, ""),
        ("How old is Clara?", W.NUMBER, ""),
        ("How much did the sofa cost?", W.NUMBER, ""),
        ("How many stamps do I have?", W.NUMBER, "stamps"),
        ("How many of Clara's recipes have I tried?", W.NUMBER, "recipes"),
        ("How often do I swim?", W.NUMBER, ""),
        ("What is the total cost of the two chairs?", W.NUMBER, "chairs"),
        ("What was the number of guests at the party?", W.NUMBER, "guests"),
        ("What book did Clara recommend?", W.THING, "book"),
        ("Which of my books did Clara borrow?", W.THING, "books"),
        ("What kind of pet does Clara have?", W.THING, "pet"),
        ("What is Clara's favourite colour?", W.THING, "colour"),
        ("What is my preferred gin-to-vermouth ratio?", W.NUMBER, "ratio"),
        ("What did Clara buy?", W.THING, ""),
        ("What helps Clara sleep?", W.THING, ""),
        ("Can you remind me what the second bottle was?", W.THING, "bottle"),
        ("Can you remind me of the name of that Italian wine?", W.THING, "wine"),
        ("I was wondering if you could tell me which song we danced to", W.THING, "song"),
        ("Why did Clara leave?", W.REASON, ""),
        ("How come Clara left?", W.REASON, ""),
        ("What made Clara leave?", W.REASON, ""),
        ("What was the reason for the delay?", W.REASON, "reason"),
        ("How did Clara fix the roof?", W.MANNER, ""),
        ("How do I reset the router?", W.MANNER, ""),
        ("Did Clara call?", W.YES_NO, ""),
        ("Is Clara allergic to nuts?", W.YES_NO, ""),
        ("Did Clara tell me where she lives?", W.YES_NO, ""),
        ("After the storm, did the power come back?", W.YES_NO, ""),
        ("Does Clara prefer tea or coffee?", W.THING, ""),
        ("How does Clara feel about the move?", W.DESCRIPTION, ""),
        ("What was the hotel like?", W.DESCRIPTION, ""),
        ("What happened at the party?", W.DESCRIPTION, ""),
        ("Tell me about the party", W.DESCRIPTION, ""),
        ("Describe the flat", W.DESCRIPTION, ""),
        ("Please describe the flat", W.DESCRIPTION, ""),
        ("What does Clara think about the flat?", W.DESCRIPTION, ""),
        ("Which pair of shoes did I mend?", W.THING, "shoes"),
        ("birthday party photos", W.ANY, ""),
        ("", W.ANY, ""),
        # the question word does not come first, or another comes before it
        ("In May, after the run, what did I drink?", W.THING, ""),
        ("When I was in Rome, what did I eat?", W.THING, ""),
        ("What did I eat when I was in Rome?", W.THING, ""),
        ("I lost my keys. Where were they last time?", W.PLACE, ""),
        ("Is that what Clara did?", W.YES_NO, ""),
        ("My aunt, who paints, sent me a card. What was on it?", W.THING, ""),
        ("After the course on how to sail, did I buy a boat?", W.YES_NO, ""),
        ("Do you have any tips for the trip?", W.ANY, ""),
        ("What's the phone number of the bakery?", W.NUMBER, "number"),
        ("What exactly did Clara cook?", W.THING, ""),
        ("What was one of the gifts?", W.THING, "gifts"),
        ("Do Clara and Anna live off what they paint?", W.YES_NO, ""),
        ("On what date, and where, did we marry?", W.TIME, "date"),
    ],
)
def test_what_is_wanted(ask, question, wants, thing):
    asked = ask(question)
    assert (asked.wants, asked.thing) == (wants, thing)


@pytest.mark.parametrize(
    ("question", "many"),
    [
        ("What books have I read?", True),
        ("Which cities has Clara lived in?", True),
        ("What are my hobbies?", True),
        ("How many times did I swim?", True),
        ("How much did I spend on gifts?", True),
        ("List all the films we saw", True),
        ("What activities does Clara do?", True),
        ("What do Clara and Anna have in common?", True),
        ("Who are all of Clara's friends?", True),
        ("What is the average age of my cousins?", True),
        ("What is the order of the three trips, from earliest to latest?", True),
        ("What book did I read?", False),
        ("Where does Clara live?", False),
        ("Do I run every day?", False),
        ("Did I dance all night?", False),
        ("What glass is it?", False),
        ("What helps Clara sleep?", False),
    ],
)
def test_one_or_many(ask, question, many):
    assert ask(question).many is many


def test_counting_is_wanting_many(ask):
    assert ask("How many times did I swim?").counts
    assert ask("How often did I swim?").counts
    assert not ask("Which lakes did I swim in?").counts


@pytest.mark.parametrize(
    ("question", "chain"),
    [
        ("What do Clara and Anna both collect?", True),
        ("Who is older, Clara or Anna?", True),
        ("Did I pay more for the bike than for the car?", True),
        ("Which did I buy first, the desk or the lamp?", True),
        ("How many days passed between the exam and the party?", True),
        ("What did I do before Clara moved?", True),
        ("What did the person who sold me the car say?", True),
        ("Where does my sister's husband work?", True),
        ("When did it start? What came of it?", True),
        ("What book did Clara lend Anna?", False),
        ("What did I eat in May?", False),
        ("What did I do before 2020?", False),
        ("Where does Clara live?", False),
    ],
)
def test_several_pieces_are_needed(ask, question, chain):
    assert ask(question).chain is chain


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Where do I live now?", Order.LATEST),
        ("What's my current weight?", Order.LATEST),
        ("What was the latest news from Clara?", Order.LATEST),
        ("When did I last see Clara?", Order.LATEST),
        ("When was the last time I swam?", Order.LATEST),
        ("What did I eat on my last trip?", Order.LATEST),
        ("Do I still have the old phone?", Order.LATEST),
        ("What have I read recently?", Order.LATEST),
        ("Where did I first meet Clara?", Order.FIRST),
        ("What was my first job?", Order.FIRST),
        ("Where did Clara originally come from?", Order.FIRST),
        ("What is Clara's last name?", None),
        ("What did I do last week?", None),
        ("What did I do last Christmas?", None),
        ("What did I do the last two days?", None),
        ("Where is the first aid kit?", None),
        ("What had I recently read in March 2021?", None),
        ("Where does Clara live?", None),
    ],
)
def test_the_latest_or_the_first(ask, question, order):
    assert ask(question).order is order


@pytest.mark.parametrize(
    ("question", "words", "side"),
    [
        ("What did I do after the wedding?", "the wedding", Side.AFTER),
        ("What did I do before I moved to Rome?", "I moved to Rome", Side.BEFORE),
        ("After the storm, did the power come back?", "the storm", Side.AFTER),
        ("What have I cooked since Clara left?", "Clara left", Side.AFTER),
        ("How long did I wait until the parcel came?", "the parcel came", Side.BEFORE),
        ("What did I do after the wedding in May 2022?", "the wedding in May 2022", Side.AFTER),
        ("What did I do after May 2022?", "", Side.IN),
        ("What did I do before the 5th of May?", "", Side.IN),
        ("Who looks after the cat?", "", Side.IN),
        ("What was the boat named after?", "", Side.IN),
        ("What did I do?", "", Side.IN),
    ],
)
def test_an_event_is_counted_from(ask, question, words, side):
    asked = ask(question)
    assert (asked.anchor, asked.anchor_side) == (words, side)


@pytest.mark.parametrize(
    ("question", "during"),
    [
        ("What did I read while Clara slept?", "Clara slept"),
        ("What did I lose during the move?", "the move"),
        ("How old was I when I learned to swim?", "I learned to swim"),
        ("When did I learn to swim?", ""),
        ("What did I read during May?", ""),
    ],
)
def test_an_event_goes_along(ask, question, during):
    assert ask(question).during == during
