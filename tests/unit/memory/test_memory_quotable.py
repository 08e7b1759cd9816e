import msgspec
import pytest

from second_me.core.clock import Moment, Timestamp
from second_me.core.paths import find_home
from second_me.core.records import Event, EventKind, Origin
from second_me.inference import prompts
from second_me.inference.catalogue import base_file
from second_me.inference.host import ModelHost
from second_me.inference.text_model import Generate
from second_me.memory.proposals import parse
from second_me.memory.quotable import with_quotes
from second_me.memory.windows import Piece

SAID = (
    'Good morning! I said "never again" about C:\\temp, 3\u00d7 in \u20acuro. Where is the key?',
    "We moved to Graz in May.\tThe flat has\x0btwo rooms.\nok",
)


def pieces_of(*texts):
    events = [
        Event(
            id=number, source_id=1, batch_id=None, kind=EventKind.NOTE, origin=Origin.OWN,
            text=text, moment=Moment(Timestamp(0)), received_at=Timestamp(0),
        )
        for number, text in enumerate(texts, start=1)
    ]  # fmt: skip
    return [Piece(event, 0, len(event.text)) for event in events]


def rule(request):
    (line,) = [line for line in request.grammar.splitlines() if line.startswith("quote ::=")]
    return line.removeprefix("quote ::= ")


def test_only_sentences_that_tell_may_be_quoted():
    asked = Generate(
        task="extract", prompt="", grammar="root ::= quote\nquote ::= [a-z]", maker="m"
    )
    request = with_quotes(asked, pieces_of("We moved to Graz. Where is it? Hello!", "It rained."))
    assert rule(request) == '"\\"We moved to Graz.\\""'
    assert request.grammar.startswith("root ::= quote\n")
    assert request.maker == "m, quotes listed"


def test_a_grammar_without_quotes_is_left_alone():
    asked = Generate(task="extract", prompt="", grammar="root ::= [a-z]")
    assert with_quotes(asked, pieces_of("We moved to Graz.")) is asked


def test_without_a_sentence_to_quote_it_is_left_alone():
    asked = prompts.load("extract").request(events=["Hello"])
    assert with_quotes(asked, pieces_of("Hello!")) is asked


@pytest.mark.model
def test_the_real_model_can_quote_nothing_else():
    base = base_file(find_home().models)
    assert base is not None, "the default model is fetched by packaging/bootstrap.py"
    host = ModelHost(base=base, threads=1, gpu=False, unload_after=300)
    pieces = pieces_of(*SAID)
    try:
        asked = prompts.load("extract").request(events=[piece.text for piece in pieces])
        short = msgspec.structs.replace(asked, max_tokens=140)
        done = host.generate(with_quotes(short, pieces), background=True)
    finally:
        host.close()
    assert done.maker.endswith("extract v1, quotes listed; no adapter")
    proposed = parse(done.text)
    assert proposed
    for candidate in proposed:
        assert any(candidate.quote in text for text in SAID)
