"""The adapters that come with the product: whole, small, for the base that comes with it."""

import hashlib

import pytest

from second_me.core.paths import find_home, packaged
from second_me.inference import adapter_prompts, catalogue, fact_lines
from second_me.inference.adapter_prompts import Line
from second_me.inference.adapters import LARGEST, adapter_for, listed
from second_me.inference.engine import Engine
from second_me.inference.writing import Wanted

FOLDER = packaged("models") / "adapters"
TALK = (
    Line("12 March 2024", "Marta", "Lena is allergic to hazelnuts, so no pralines for her."),
    Line("12 March 2024", "Jonas", "Ok, what shall we give her then?"),
    Line("13 March 2024", "Jonas", "We get the keys to the flat in Lindengasse on 1 April."),
    Line("14 March 2024", "Marta", "The train to Graz leaves at 7:58 from platform 4."),
)


@pytest.fixture(scope="module")
def entries():
    found = listed(FOLDER)
    assert found
    return found


def test_every_listed_adapter_is_whole_small_and_has_a_card(entries):
    for entry in entries:
        data = (FOLDER / entry.file).read_bytes()
        assert len(data) <= LARGEST
        assert hashlib.sha256(data).hexdigest() == entry.sha256
        card = (packaged("models") / "cards" / f"{entry.task}.md").read_text("utf-8")
        assert entry.sha256 in card
        assert entry.base in card
        assert (
            len([one for one in entries if (one.task, one.base) == (entry.task, entry.base)]) == 1
        )


def test_they_were_made_for_a_base_of_the_catalogue_and_for_the_prompts_in_use(entries):
    known = {entry.prepared_sha256 or entry.sha256 for entry in catalogue.manifest().base}
    assert {entry.base for entry in entries} <= known
    prompts = {"generate": adapter_prompts.GENERATE, "extract": fact_lines.EXTRACT}
    assert {entry.prompt for entry in entries if entry.task in prompts} == {
        prompts[entry.task] for entry in entries if entry.task in prompts
    }


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "words", "number"),
    [
        ("What is Lena allergic to?", "hazelnuts", 1),
        ("When do we get the keys to the flat?", "1 April", 3),
        ("What time does the train to Graz leave?", "7:58", 4),
    ],
)
def test_the_default_base_answers_in_a_few_words(question, words, number):
    base = catalogue.base_file(find_home().models)
    assert base is not None, "the default model is fetched by packaging/bootstrap.py"
    adapter = adapter_for(base, "generate")
    assert adapter is not None
    engine = Engine(str(base.path), context=1024, threads=1, gpu=False)
    wanted = Wanted(
        task="generate",
        prompt=adapter_prompts.generate_prompt(TALK, question, "20 March 2024"),
        max_tokens=40,
        stop=("\n",),
        adapter=str(adapter),
    )
    pieces: list[str] = []
    engine.generate(wanted, pieces.append)
    engine.close()
    reading = adapter_prompts.read_answer("".join(pieces))
    assert words in reading.text
    assert number in reading.numbers
    assert len(reading.text.split()) < 12


@pytest.fixture(scope="module")
def reader():
    """What the extract adapter writes of messages, through the default base."""
    base = catalogue.base_file(find_home().models)
    assert base is not None, "the default model is fetched by packaging/bootstrap.py"
    adapter = adapter_for(base, "extract")
    if adapter is None:
        pytest.fail("the product comes with an extract adapter")
    engine = Engine(str(base.path), context=1024, threads=1, gpu=False)

    def read(*lines):
        shared, own = fact_lines.extract_parts(lines)
        people = tuple(dict.fromkeys(line.author for line in lines))
        pieces: list[str] = []
        wanted = Wanted(
            task="extract",
            prompt=shared + own,
            grammar=fact_lines.grammar(len(lines), people),
            max_tokens=fact_lines.MAX_TOKENS,
            adapter=str(adapter),
        )
        made = engine.generate(wanted, pieces.append)
        return fact_lines.read_facts("".join(pieces)), made

    yield read
    engine.close()


@pytest.mark.model
def test_the_default_base_writes_facts_down_in_the_third_person(reader):
    facts, _ = reader(
        Line("12 March 2024", "Marta", "I work as a nurse at the city hospital."),
        Line("12 March 2024", "Jonas", "We adopted a beagle yesterday (11 March 2024)!"),
    )
    assert facts
    said = " ".join(fact.text for fact in facts)
    assert "nurse" in said
    assert "beagle" in said
    assert all(fact.text.startswith(("Marta", "Jonas")) for fact in facts)


@pytest.mark.model
def test_a_second_window_does_not_pay_for_the_beginning_again(reader):
    reader(Line("12 March 2024", "Marta", "I have a dog."))
    _, made = reader(Line("13 March 2024", "Jonas", "I moved to Graz."))
    assert made.cached_tokens > 30
