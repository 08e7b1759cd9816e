"""How fast a model is: by its own counts, and kept."""

from datetime import timedelta

from second_me.agent.model_speed import TOKENS, keep, measure, speeds
from second_me.core.protocol.models import Speed
from second_me.inference.text_model import Generated


class Clockwork:
    """A model whose pace is known."""

    def __init__(self) -> None:
        self.prompts: list[str] = []

    def generate(self, request, on_token=None, cancel=None, *, background=False) -> Generated:
        self.prompts.append(request.prompt)
        assert not background
        return Generated(
            text="",
            finish="length",
            prompt_tokens=220,
            cached_tokens=20,
            generated_tokens=request.max_tokens,
            prompt_seconds=2.0,
            generate_seconds=4.0,
        )


def test_what_was_read_anew_and_what_was_made_is_counted(clock):
    speed = measure(Clockwork(), clock)
    assert (speed.read_per_second, speed.made_per_second) == (100.0, TOKENS / 4)
    assert speed.measured_at == clock.now()


def test_no_two_prompts_begin_alike(clock):
    model = Clockwork()
    measure(model, clock)
    clock.advance(timedelta(minutes=1))
    measure(model, clock)
    first, second = (prompt.split()[0] for prompt in model.prompts)
    assert first != second


def test_it_is_kept_for_each_model(tmp_path):
    first = Speed(read_per_second=1, made_per_second=2, measured_at=3)
    assert speeds(tmp_path) == {}
    keep(tmp_path, "one", first)
    keep(tmp_path, "two", first)
    assert set(speeds(tmp_path)) == {"one", "two"}


def test_what_cannot_be_read_is_nothing(tmp_path):
    (tmp_path / "speed.json").write_text("{")
    assert speeds(tmp_path) == {}
