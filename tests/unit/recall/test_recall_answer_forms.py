import pytest

from second_me.recall.answer_forms import fits
from second_me.recall.understanding import Wants


@pytest.mark.parametrize(
    ("answer", "wants", "may"),
    [
        ("7 May 2023", Wants.TIME, True),
        ("the week before", Wants.TIME, True),
        ("the library", Wants.TIME, False),
        ("three", Wants.NUMBER, True),
        ("a year", Wants.NUMBER, True),
        ("hazelnuts", Wants.NUMBER, False),
        ("Tom", Wants.PERSON, True),
        ("my sister", Wants.PERSON, True),
        ("two colleagues", Wants.PERSON, True),
        ("a big red balloon", Wants.PERSON, False),
        ("7 May 2023", Wants.PERSON, False),
        ("Graz", Wants.PLACE, True),
        ("yesterday", Wants.PLACE, False),
        ("yes", Wants.PLACE, False),
        ("yes", Wants.YES_NO, True),
        ("likely no", Wants.YES_NO, True),
        ("a roof terrace", Wants.YES_NO, False),
        ("no sugar in the dough", Wants.THING, True),
        ("no", Wants.THING, False),
        ("", Wants.ANY, False),
    ],
)
def test_an_answer_is_of_the_kind_that_is_wanted(answer, wants, may):
    assert fits(answer, wants) is may
