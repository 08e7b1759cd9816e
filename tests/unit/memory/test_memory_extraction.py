import json
import threading

import pytest

from second_me.core.changes import Topic
from second_me.core.errors import Cancelled
from second_me.core.records import Actor, FactStatus, Origin
from second_me.inference.text_model import Generated, PromptTooLong
from second_me.memory import extract_window
from second_me.memory.outcomes import Extracted, NothingToExtract, Unreadable

NUTS = "I am allergic to hazelnuts, so please no pralines."
JOB = "I started a new job at the library in May."


def says(*proposals):
    names = ("subject", "kind", "text", "quote")
    entries = [dict(zip(names, one, strict=True)) | {"when": ""} for one in proposals]
    return json.dumps(entries)


ALLERGY = ("I", "health", "I am allergic to hazelnuts", "I am allergic to hazelnuts")
WORK = ("I", "work", "I started a new job at the library", "started a new job at the library")


class Replies:
    def __init__(self, *replies, finish="stop"):
        self.replies, self.finish, self.requests = list(replies), finish, []

    def generate(self, request, on_token=None, cancel=None, *, background=False):
        assert background
        self.requests.append(request)
        return Generated(text=self.replies.pop(0), finish=self.finish, maker="base+extract/v1")


@pytest.fixture
def extract(vault, clock):
    def work(ids, model, cancel=None):
        return extract_window(vault, model, ids[0], ids[-1], clock, cancel)

    return work


def facts(vault):
    return vault.read(lambda session: session.facts.list())


def test_a_grounded_fact_is_proposed_with_its_words_and_maker(vault, extract, remember):
    ids = remember(NUTS, author="Lena", origin=Origin.OTHER)
    outcome = extract(ids, Replies(says(ALLERGY)))
    assert isinstance(outcome, Extracted)
    assert outcome.changes.topics == {Topic.FACTS}
    (view,) = facts(vault)
    assert outcome.fact_ids == (view.fact.id,)
    assert (view.fact.subject, view.fact.text) == ("Lena", "Lena is allergic to hazelnuts")
    assert view.fact.status is FactStatus.PROPOSED
    assert view.fact.maker == "base+extract/v1"
    assert [quote.text for quote in view.quotes] == ["I am allergic to hazelnuts"]
    assert view.quotes[0].event_id == ids[0]


def test_what_is_too_long_for_the_model_is_read_half_at_a_time(vault, extract, remember):
    class Short(Replies):
        def generate(self, request, on_token=None, cancel=None, *, background=False):
            if "hazelnuts" in request.prompt and "library" in request.prompt:
                raise PromptTooLong(5_000, 4_095)
            return super().generate(request, on_token, cancel, background=background)

    ids = remember(NUTS, JOB, author="Lena", origin=Origin.OTHER)
    model = Short(says(ALLERGY), says(WORK))
    assert len(extract(ids, model).fact_ids) == len(model.requests) == 2
    with pytest.raises(PromptTooLong):
        extract(remember(f"{NUTS} {JOB}"), Short())


def test_the_change_is_written_down_as_the_extractors(vault, extract, remember):
    (fact_id,) = extract(remember(NUTS), Replies(says(ALLERGY))).fact_ids
    (revision,) = vault.read(lambda session: session.revisions.list("facts", fact_id))
    assert revision.actor is Actor.EXTRACT


def test_the_persons_name_is_the_subject_of_their_own_words(vault, extract, remember):
    vault.write(lambda session: session.settings.set("owner.name", "Tom Berger"))
    extract(remember(NUTS), Replies(says(ALLERGY)))
    assert facts(vault)[0].fact.subject == "Tom Berger"


def test_what_was_not_said_is_refused_and_counted(vault, extract, remember):
    made_up = ("I", "home", "I live in Paris with two cats", "I am allergic to hazelnuts")
    unquoted = ("I", "health", "I am allergic to peanuts", "allergic to peanuts")
    outcome = extract(remember(NUTS), Replies(says(made_up, unquoted)))
    assert outcome.fact_ids == ()
    assert outcome.refused == {"not_said": 1, "no_quote": 1}
    assert not outcome.changes
    assert facts(vault) == []


def test_the_same_window_again_adds_nothing(vault, extract, remember):
    ids = remember(NUTS, JOB)
    assert len(extract(ids, Replies(says(ALLERGY, WORK))).fact_ids) == 2
    again = extract(ids, Replies(says(ALLERGY, WORK)))
    assert (again.fact_ids, again.known) == ((), 2)
    assert len(facts(vault)) == 2


def test_two_windows_over_one_text_give_one_fact(vault, extract, remember):
    ids = remember(JOB, NUTS, JOB + " It is quiet.")
    extract(ids[:2], Replies(says(ALLERGY)))
    otherwise = ("I", "health", "I am allergic to hazelnuts, please", "allergic to hazelnuts, so")
    outcome = extract(ids[1:], Replies(says(otherwise)))
    assert outcome.known == 1
    assert len(facts(vault)) == 1


def test_the_same_proposal_twice_is_one_fact(vault, extract, remember):
    extract(remember(NUTS), Replies(says(ALLERGY, ALLERGY)))
    assert len(facts(vault)) == 1


@pytest.mark.parametrize("origin", [Origin.ASSISTANT, Origin.WEB, Origin.PROGRAM])
def test_what_no_person_said_is_never_read(vault, extract, remember, origin):
    outcome = extract(remember(NUTS, origin=origin), Replies())
    assert isinstance(outcome, NothingToExtract)


def test_assistant_turns_are_not_shown_to_the_model(extract, remember):
    ids = remember(NUTS) + remember("You adore opera in Milan, noted.", origin=Origin.ASSISTANT)
    model = Replies("[]")
    extract(ids, model)
    (request,) = model.requests
    assert "hazelnuts" in request.prompt
    assert "opera" not in request.prompt
    assert request.task == "extract"
    assert request.grammar


def test_a_window_of_greetings_is_not_read(extract, remember):
    ids = remember("Hi!", "Good morning, dear", "Where are you?")
    outcome = extract(ids, Replies())
    assert outcome.event_ids == tuple(ids)


def test_output_that_cannot_be_read_is_an_outcome(vault, extract, remember):
    outcome = extract(remember(NUTS), Replies("I am sorry, I cannot."))
    assert outcome == Unreadable(maker="base+extract/v1")


def test_a_list_that_was_cut_off_is_read_as_far_as_it_goes(extract, remember):
    cut = says(ALLERGY)[:-1] + ', {"subject": "I", "ki'
    assert len(extract(remember(NUTS), Replies(cut, finish="length")).fact_ids) == 1


def test_stopping_is_no_failure_of_the_window(vault, extract, remember):
    with pytest.raises(Cancelled):
        extract(remember(NUTS), Replies("[", finish="cancelled"), threading.Event())
    assert facts(vault) == []


def test_what_is_erased_while_the_model_reads_leaves_no_fact(vault, extract, remember):
    ids = remember(NUTS, JOB)

    class Erasing(Replies):
        def generate(self, request, on_token=None, cancel=None, *, background=False):
            vault.write(lambda session: session.events.erase([ids[0]]))
            return super().generate(request, on_token, cancel, background=background)

    outcome = extract(ids, Erasing(says(ALLERGY, WORK)))
    assert len(outcome.fact_ids) == 1
    assert [view.quotes[0].event_id for view in facts(vault)] == [ids[1]]


def test_a_long_note_is_read_in_several_requests(vault, extract, remember):
    filler = " ".join(f"We planted row number {n} of the potatoes." for n in range(150))
    ids = remember(f"{filler} {NUTS}")
    model = Replies(*["[]"] * 3, says(ALLERGY))
    extract(ids, model)
    assert len(model.requests) == 4
    (view,) = facts(vault)
    quote = view.quotes[0]
    text = vault.read(lambda session: session.events.get(ids))[0].text
    assert text[quote.start : quote.end] == quote.text


def test_an_empty_range_is_nothing_to_extract(vault, clock):
    outcome = extract_window(vault, Replies(), 1, 10, clock, None)
    assert outcome == NothingToExtract()
