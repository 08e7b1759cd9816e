import numpy as np

from second_me.core.records import Origin
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.inference.text_model import Generated, TextModel
from second_me.training import fact_worth, statements
from second_me.training.fact_worth import Example


class Writes(TextModel):
    """Writes the same for every window."""

    def __init__(self, text):
        self.text = text

    def generate(self, request, on_token=None, cancel=None, *, background=False):
        return Generated(text=self.text, finish="stop", probabilities=(0.8, 0.5))


def told(count=20):
    windows = statements.windows(statements.load(), 7, count)
    return [fact_worth.as_told(window) for window in windows]


def test_made_up_windows_are_messages_of_others_with_their_gold():
    some = told()
    assert all(event.origin is Origin.OTHER for one in some for event in one.events)
    assert any(one.noted for one in some)
    assert len({event.moment.at for one in some for event in one.events}) > 1


def test_a_statement_is_right_if_it_was_noted():
    one = next(one for one in told() if one.noted)
    number = next(
        number
        for number, event in enumerate(one.events, start=1)
        if one.noted[0].startswith(event.author)
    )
    model = Writes(f"[{number}] {one.noted[0]} | event")
    found = list(fact_worth.examples(model, "adapter", [one], ScriptedEmbedder(), 0.9))
    assert all(example.right for example in found)
    assert len(found[0].row) == 3


def test_the_fit_tells_the_noted_from_the_rest():
    rng = np.random.default_rng(1)
    found = [
        Example((float(right) + rng.normal(0, 0.3), rng.normal(), rng.normal()), right)
        for right in [True, False] * 40
    ]
    weights = fact_worth.fit(found, 0.5)
    kept = [weights.keeps(example.row) for example in found]
    assert sum(kept[::2]) > 35
    assert sum(kept[1::2]) < 5
