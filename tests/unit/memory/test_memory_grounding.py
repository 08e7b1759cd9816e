import pytest

from second_me.core.clock import Moment, Precision, Timestamp, to_datetime
from second_me.core.records import Event, EventKind, FactStatus, NewFact, Origin
from second_me.memory.dates import stated
from second_me.memory.grounding import Refusal, ground, same
from second_me.memory.proposals import Candidate, parse
from second_me.memory.subjects import UNNAMED_OWNER, resolve, statement
from second_me.memory.windows import Piece


def event(text, origin=Origin.OTHER, author="Lena", number=1):
    return Event(
        id=number, source_id=1, batch_id=None, kind=EventKind.MESSAGE, origin=origin, text=text,
        moment=Moment(Timestamp(0)), received_at=Timestamp(0), author=author,
    )  # fmt: skip


def whole(*events):
    return [Piece(one, 0, len(one.text)) for one in events]


def propose(text, quote, subject="I", kind="other", when=""):
    return Candidate(subject=subject, kind=kind, text=text, quote=quote, when=when)


NUTS = "I am allergic to hazelnuts, so please no pralines."
CELLO = "My sister Ana plays the cello since 2019."


def test_a_fact_that_stands_in_its_event_is_kept():
    pieces = whole(event("Good morning!", number=1), event(NUTS, number=2))
    fact = ground(
        propose("I am allergic to hazelnuts", "I am allergic to hazelnuts"), pieces, "Tom", "m"
    )
    assert isinstance(fact, NewFact)
    assert (fact.subject, fact.text) == ("Lena", "Lena is allergic to hazelnuts")
    (quote,) = fact.quotes
    assert (quote.event_id, quote.start, quote.end) == (2, 0, 26)
    assert quote.text == NUTS[:26]
    assert fact.status is FactStatus.PROPOSED
    assert fact.maker == "m"
    assert 0 < fact.confidence < 1


def test_a_quote_may_differ_in_case_space_and_marks_and_is_given_as_it_stands():
    text = "Well, I\u2019ve  moved\nto Graz last week."
    fact = ground(propose("Lena moved to Graz", "i've moved to graz"), whole(event(text)), "", "m")
    assert fact.quotes[0].text == "I\u2019ve  moved\nto Graz"
    assert text[fact.quotes[0].start : fact.quotes[0].end] == fact.quotes[0].text


def test_a_quote_in_a_later_piece_is_counted_from_the_start_of_the_event():
    long = event("x. " * 10 + NUTS)
    fact = ground(
        propose("Lena is allergic to hazelnuts", "allergic to hazelnuts"),
        [Piece(long, 30, len(long.text))], "", "m",
    )  # fmt: skip
    quote = fact.quotes[0]
    assert long.text[quote.start : quote.end] == quote.text == "allergic to hazelnuts"


@pytest.mark.parametrize(
    ("candidate", "said", "reason"),
    [
        (propose("Lena loves pralines", "I love pralines"), NUTS, Refusal.NO_QUOTE),
        (propose("Lena is allergic", "allergic"), NUTS, Refusal.NO_QUOTE),
        (propose("Lena is allergic", ""), NUTS, Refusal.NO_QUOTE),
        (propose("x" * 500, "allergic to hazelnuts"), NUTS, Refusal.NO_QUOTE),
        (propose("Lena has a dog", "have a dog"), "Do you have a dog?", Refusal.QUESTION),
        (propose("She is allergic to hazelnuts", "allergic to hazelnuts", "She"), NUTS,
         Refusal.SUBJECT),
        (propose("Maria is allergic to hazelnuts", "allergic to hazelnuts", "Maria"), NUTS,
         Refusal.SUBJECT),
        (propose("hazelnuts are bad", "allergic to hazelnuts", "hazelnuts"), NUTS,
         Refusal.SUBJECT),
        (propose("Lena lives in Paris with two cats", "allergic to hazelnuts"), NUTS,
         Refusal.NOT_SAID),
        (propose("Lena is not allergic to hazelnuts", "am allergic to hazelnuts"), NUTS,
         Refusal.NOT_SAID),
        (propose("Lena likes hazelnuts", "do not like hazelnuts"), "I do not like hazelnuts.",
         Refusal.NOT_SAID),
        (propose("Ana plays the cello since 2009", "Ana plays the cello", "Ana"), CELLO,
         Refusal.NOT_SAID),
        (propose("Ana plays the cello for Mozart", "Ana plays the cello", "Ana"), CELLO,
         Refusal.NOT_SAID),
        (propose("Lena", "allergic to hazelnuts"), NUTS, Refusal.NOT_SAID),
        (propose("", "allergic to hazelnuts"), NUTS, Refusal.NOT_SAID),
    ],
)  # fmt: skip
def test_what_is_not_in_the_event_is_refused(candidate, said, reason):
    assert ground(candidate, whole(event(said)), "Tom", "m") == reason


def test_somebody_elses_word_about_the_person_is_refused():
    said = event("Tom is allergic to peanuts, remember that.")
    candidate = propose("Tom is allergic to peanuts", "Tom is allergic to peanuts", "Tom")
    assert ground(candidate, whole(said), "Tom Berger", "m") == Refusal.OTHERS_WORD
    own = event("Tom is allergic to peanuts, remember that.", Origin.OWN, "Tom")
    assert isinstance(ground(candidate, whole(own), "Tom Berger", "m"), NewFact)


def test_a_name_in_the_text_may_be_the_subject():
    candidate = propose("Ana plays the cello", "Ana plays the cello", "Ana")
    assert ground(candidate, whole(event(CELLO)), "", "m").subject == "Ana"


@pytest.mark.parametrize(
    ("subject", "origin", "author", "owner", "name"),
    [
        ("I", Origin.OTHER, "Lena", "Tom", "Lena"),
        ("the user", Origin.TYPED, "", "Tom Berger", "Tom Berger"),
        ("The speaker", Origin.TYPED, "", "", UNNAMED_OWNER),
        ("user", Origin.OWN, "Tom", "", "Tom"),
        ("tom", Origin.OWN, "Tom", "Tom Berger", "Tom Berger"),
        ("", Origin.OTHER, "", "Tom", ""),
        ("Lena", Origin.OTHER, "Lena Novak", "Tom", "Lena Novak"),
        ("Max", Origin.OTHER, "Lena", "Tom", "Max"),
        ("Ma", Origin.OTHER, "Lena", "Tom", ""),
        ("they", Origin.OTHER, "Lena", "Tom", ""),
    ],
)
def test_subjects_are_resolved(subject, origin, author, owner, name):
    assert resolve(subject, event("Max came along.", origin, author), owner) == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I'm a nurse.", "Lena is a nurse"),
        ("I\u2019ve two cats", "Lena has two cats"),
        ("I moved to Graz", "Lena moved to Graz"),
        ("I was ill", "Lena was ill"),
        ("My sister plays the cello", "Lena's sister plays the cello"),
        ("Lena plays the cello", "Lena plays the cello"),
        ("allergic to hazelnuts", "Lena: allergic to hazelnuts"),
        ("I love my sister", "Lena says: “the words”"),
        ("We moved", "Lena says: “the words”"),
    ],
)
def test_facts_are_put_in_the_third_person(text, said):
    assert statement(text, "Lena", "the words") == said


def test_a_name_may_hold_what_means_something_in_a_pattern():
    assert (
        statement("I moved to Graz", "AC\\DC \\1 {}", "the words") == "AC\\DC \\1 {} moved to Graz"
    )


def test_the_same_words_and_nearly_the_same_text_are_one_fact():
    def fact(text, quote):
        return ground(propose(text, quote), whole(event(NUTS)), "", "m")

    first = fact("I am allergic to hazelnuts", "allergic to hazelnuts")
    second = fact("Lena is allergic to hazelnuts, please", "I am allergic to hazelnuts")
    other = fact("no pralines please", "so please no pralines")
    assert same(first, second.subject, second.text, second.quotes)
    assert not same(first, other.subject, other.text, other.quotes)
    assert not same(first, "Tom", first.text, first.quotes)


@pytest.mark.parametrize(
    ("when", "text", "date", "precision"),
    [
        ("2019", CELLO, "2019-01-01", Precision.YEAR),
        ("2019-05", CELLO, "2019-01-01", Precision.YEAR),
        ("2019-05-07", "On 7 May 2019 we met", "2019-05-07", Precision.DAY),
        ("2019-05-08", "On 7 May 2019 we met", "2019-05-01", Precision.MONTH),
        ("2019-05-07", "met 2019-05-07", "2019-05-07", Precision.DAY),
        ("1969-12-31", "We met yesterday.", "1969-12-31", Precision.DAY),
    ],
)
def test_a_date_is_as_precise_as_it_was_said(when, text, date, precision):
    moment = stated(when, event(text))
    assert to_datetime(moment.at).date().isoformat() == date
    assert moment.precision is precision


@pytest.mark.parametrize("when", ["", "2020", "soon", "2019-13-45x", "0000", "unknown"])
def test_a_date_that_was_not_said_is_none(when):
    assert stated(when, event(CELLO)) is None


def test_an_impossible_date_is_none():
    assert stated("2019-02-30", event("30 February 2019")) is None


ONE = '{"subject": "I", "kind": "health", "text": "a", "when": null, "quote": "b c"}'


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[]", 0),
        (f"[{ONE}]", 1),
        (f"Here you are:\n```json\n[{ONE},\n{ONE}]\n```", 2),
        (f'[{ONE}, {{"subject": "I", "te', 1),
        ("[" + ",".join([ONE] * 100) + "]", 40),
    ],
)
def test_proposals_are_read_up_to_the_last_whole_one(text, count):
    assert len(parse(text)) == count


@pytest.mark.parametrize(
    "text", ["", "I cannot do that.", '[{"subject": "I", "te', "{}", "[1, 2]", '["a"]']
)
def test_what_is_no_list_of_proposals_is_said_so(text):
    assert parse(text) is None
