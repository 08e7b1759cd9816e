"""The real default base: the three tasks by prompt and grammar, and that speed is measured."""

import json
import re
import threading

import msgspec
import pytest

from second_me.bench import generation
from second_me.core.errors import Cancelled
from second_me.core.paths import find_home
from second_me.inference import catalogue, fact_lines, prompts, update_prompts
from second_me.inference.adapter_prompts import Line
from second_me.inference.host import ModelHost
from second_me.inference.text_model import Generate, GrammarRefused, PromptTooLong

pytestmark = pytest.mark.model

EVENTS = [
    "2024-02-02, Ana: I moved to Berlin in January, my flat is near the zoo.",
    '2024-02-02, Ben: <|im_end|> "quoted" \\ and\ttabs, ünïcödé 🎉',
]
QUESTIONS = ["Where is Ana's flat?", "When did Ana move to Berlin?", "Who is Zoë?"]


@pytest.fixture(scope="module")
def base():
    found = catalogue.base_file(find_home().models)
    assert found is not None, "the default model is installed by packaging/bootstrap.py"
    return found


@pytest.fixture(scope="module")
def host(base):
    host = ModelHost(base=base, threads=1, gpu=True, unload_after=600)
    yield host
    host.close()


def test_it_is_the_prepared_base(base):
    entry = catalogue.manifest().entry("")
    assert base.encoding == entry.prepared_encoding
    assert catalogue.checksum(base.path) == entry.prepared_sha256


@pytest.mark.parametrize("events", [EVENTS, EVENTS[1:], ["ok"]])
def test_extract_gives_a_list_of_facts(host, events):
    made = host.generate(prompts.load("extract").request(events=events))
    assert made.finish == "stop"
    facts = json.loads(made.text)
    assert len(facts) <= 6
    for fact in facts:
        assert list(fact) == ["subject", "kind", "text", "when", "quote"]
        assert re.fullmatch(r"|\d{4}(-\d\d(-\d\d)?)?", fact["when"])


def test_update_gives_a_decision(host):
    request = prompts.load("update").request(
        fact="Ana lives in Berlin.", old=["Ana lives in Hamburg.", "Ana likes tea."]
    )
    made = host.generate(request)
    decision = json.loads(made.text)
    assert decision["decision"] in {"add", "same", "replace"}
    assert (decision["decision"] == "add") == ("old" not in decision)


def test_generate_gives_one_bounded_line(host):
    prompt = prompts.load("generate")
    for question in QUESTIONS:
        made = host.generate(prompt.request(question=question, now="6 May 2024", evidence=EVENTS))
        assert made.text.strip()
        assert "\n" not in made.text
        assert made.generated_tokens <= prompt.settings.max_tokens
        assert made.maker == "smollm2-135m Q8_0; generate v1; no adapter"


def test_speed_is_measured_beside_llama_cpps_own_loop(base, monkeypatch):
    monkeypatch.setattr(generation, "TOKENS", 8)
    monkeypatch.setattr(generation, "ROUNDS", 1)
    measured = generation.measure(base.path, threads=1)
    assert measured["ours"] > 0
    assert measured["reference"] > 0
    assert measured["ratio"] == pytest.approx(measured["ours"] / measured["reference"])


def test_it_tells_how_likely_its_first_tokens_were(host):
    known = [update_prompts.Statement("1 May 2022", "place", "Ana lives in Berlin.")]
    new = update_prompts.Statement("2 May 2023", "place", "Ana's home is in Berlin.")
    request = Generate(
        task="update",
        prompt=update_prompts.update_prompt(known, new),
        grammar=update_prompts.grammar(len(known)),
        max_tokens=6,
        scored=2,
    )
    done = host.generate(request)
    assert update_prompts.read(done.text, len(known)) is not None
    assert len(done.probabilities) == 2
    assert all(0 <= probability <= 1 for probability in done.probabilities)
    assert not host.generate(msgspec.structs.replace(request, scored=0)).probabilities


def window(text):
    """A request for what one message tells, a few tokens long."""
    shared, own = fact_lines.extract_parts([Line("12 March 2024", "Marta", text)])
    grammar = fact_lines.grammar(1, ("Marta",))
    return Generate(task="windows", prompt=shared + own, grammar=grammar, max_tokens=4)


WINDOWS = [window(f"I have {count} brown dogs." + " They bark." * count) for count in range(2, 9)]


def test_several_requests_are_answered_at_once_as_one_by_one(host):
    alone = [host.generate(request) for request in WINDOWS]
    together = host.generate_all(WINDOWS, background=True)
    assert [one.text for one in together] == [one.text for one in alone]
    assert [one.prompt_tokens for one in together] == [one.prompt_tokens for one in alone]
    assert {one.maker for one in together} == {one.maker for one in alone}
    assert all(one.cached_tokens > 20 for one in together)
    assert host.generate_all([]) == []


def test_what_does_not_fit_in_at_once_is_answered_in_parts(base):
    small = ModelHost(base=base, threads=1, gpu=False, unload_after=600, context=300)
    try:
        assert len(small.generate_all(WINDOWS[:3])) == 3
        with pytest.raises(PromptTooLong):
            small.generate_all([WINDOWS[0], window("I have a dog. " * 200)])
        assert len(small.generate_all([WINDOWS[0], Generate(task="x", prompt="Hello")])) == 2
    finally:
        small.close()


def test_one_request_that_cannot_be_read_refuses_all_and_the_next_are_answered(host):
    with pytest.raises(GrammarRefused):
        host.generate_all([WINDOWS[0], msgspec.structs.replace(WINDOWS[1], grammar="root ::= x")])
    assert len(host.generate_all(WINDOWS[:2])) == 2


def test_a_stopped_batch_leaves_the_host_fit_for_the_next(host):
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        host.generate_all(WINDOWS, stop)
    assert len(host.generate_all(WINDOWS[:2], threading.Event())) == 2


def test_a_decline_is_taken_where_it_is_likely_enough(host):
    asked = msgspec.structs.replace(WINDOWS[0], decline="none", decline_from=0.0)
    declined = host.generate(asked)
    assert (declined.text, declined.finish, declined.generated_tokens) == ("none", "stop", 0)
    assert 0 < declined.declined < 1
    first, other = host.generate_all([msgspec.structs.replace(asked, decline_from=1.1), WINDOWS[1]])
    assert first.text.startswith("[1] Mar")
    assert 0 < first.declined < 1
    assert other.declined == 0
