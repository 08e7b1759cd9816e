"""The shipped embedder takes over a vault that the one before it filled."""

import base64
import json
from pathlib import Path

import pytest

from second_me.core.records import EventKind
from second_me.inference.embedder import OnnxEmbedder
from second_me.memory import embed_events, retire
from second_me.recall import VectorIndex

pytestmark = pytest.mark.embedder

OLD = "all-minilm-l6-v2-int8-1"
FROZEN = json.loads(Path(__file__).with_name("minilm_vectors.json").read_text("utf-8"))["texts"]
ASKED = (
    ("When do I have to go to the dentist?", "Dentist moved"),
    ("Where are we celebrating my mother's birthday?", "Mum's birthday"),
    ("What can't Lena eat?", "Lena is allergic"),
    ("How do I get to Graz tomorrow morning?", "The train to Graz"),
    ("Which instrument do I play?", "I have been learning"),
)


@pytest.fixture(scope="module")
def shipped():
    return OnnxEmbedder()


def test_it_finds_by_the_old_vectors_and_by_its_own(vault, remember, shipped):
    questions = {question for question, _ in ASKED}
    told = [entry for entry in FROZEN if entry["text"] not in questions]
    ids = remember(*(entry["text"] for entry in told), kind=EventKind.NOTE)
    texts = dict(zip(ids, (entry["text"] for entry in told), strict=True))
    codes = [base64.b64decode(entry["codes"]) for entry in told]
    rows = list(zip(ids, codes, strict=True))
    vault.write(lambda session: session.vectors.put(OLD, "event", rows))

    index = VectorIndex()
    index.load(vault, shipped.model, shipped.understands)
    assert len(index) == len(ids)

    def answers():
        return [
            texts[index.search(shipped.embed_query(question), 1)[0][0]].startswith(answer)
            for question, answer in ASKED
        ]

    assert all(answers())
    half = len(ids) // 2
    embed_events(vault, index, shipped, ids[0], ids[half])
    assert (len(index), retire(vault, shipped.model)) == (len(ids), 0)
    assert all(answers())
    embed_events(vault, index, shipped, ids[0], ids[-1])
    assert all(answers())
    assert retire(vault, shipped.model) == len(ids)
    assert vault.read(lambda session: session.vectors.models()) == [shipped.model]
