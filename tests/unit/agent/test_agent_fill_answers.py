"""Answers to what forms ask: each field gets one or none, whatever becomes of the others."""

import contextlib

import pytest

from second_me.agent.fill_answers import Asked, FillAnswers
from second_me.core.errors import Cancelled, ModelUnavailable
from second_me.core.forms import Field
from second_me.core.protocol.fill import Choice

FOUND = (Choice(value="vegetarian", shown="vegetarian"),)


@pytest.mark.parametrize(
    "fault", [ValueError("a"), ModelUnavailable("No model", ""), Cancelled("Stopped", "")]
)
def test_a_field_that_breaks_does_not_end_the_others(vault, clock, log, signal, monkeypatch, fault):
    def choices(asked):
        if asked.field.id == 1:
            raise fault
        return FOUND

    def put(asked, found):
        signal((asked.field.id, found))
        return True

    with contextlib.closing(FillAnswers(vault, None, None, clock, log)) as answers:
        monkeypatch.setattr(answers, "choices", choices)
        answers.seek([Asked("p", Field(id=number), "What?") for number in (1, 2)], put)
        assert signal.wait(lambda seen: len(seen) == 2) == [(1, ()), (2, FOUND)]
