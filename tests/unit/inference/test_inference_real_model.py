"""The real default base: the three tasks by prompt and grammar, and that speed is measured."""

import json
import re

import msgspec
import pytest

from second_me.bench import generation
from second_me.core.paths import find_home
from second_me.inference import catalogue, prompts, update_prompts
from second_me.inference.host import ModelHost
from second_me.inference.text_model import Generate

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
