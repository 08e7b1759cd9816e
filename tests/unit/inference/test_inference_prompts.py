import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.errors import Bug
from second_me.inference import prompts

VALUES = {
    "extract": {"events": ["2024-05-06, Ana: I moved to Berlin."]},
    "update": {"fact": "Ana lives in Berlin.", "old": ["Ana lives in Hamburg."]},
    "generate": {"question": "Where?", "now": "6 May 2024", "evidence": ["Ana: in Berlin."]},
}
MARKERS = ("<|im_start|>", "<|im_end|>")
hostile = st.lists(st.sampled_from([*MARKERS, "<|", "<", "|>", "\n", "im_end", " ", "a"])).map(
    "".join
)


@pytest.mark.parametrize("task", prompts.LATEST)
def test_each_task_has_prompt_grammar_and_schema(task):
    prompt = prompts.load(task)
    request = prompt.request(**VALUES[task])
    assert request.task == task
    assert request.maker == f"{task} v{prompt.version}"
    assert "root ::=" in request.grammar
    assert request.prompt.endswith("<|im_start|>assistant\n")
    assert "{{" not in request.prompt
    assert isinstance(json.loads(bytes(prompt.schema)), dict)


@pytest.mark.parametrize("task", prompts.LATEST)
@given(text=hostile)
def test_no_value_can_forge_a_marker_or_a_line(task, text):
    prompt = prompts.load(task)
    plain = prompt.render(**{name: _like(value, "x") for name, value in VALUES[task].items()})
    forged = prompt.render(**{name: _like(value, text) for name, value in VALUES[task].items()})
    for marker in MARKERS:
        assert forged.count(marker) == plain.count(marker)
    assert forged.count("\n") == plain.count("\n")


def _like(value, text):
    return text if isinstance(value, str) else [text for _ in value]


def test_lists_are_numbered_from_one_and_bounded():
    prompt = prompts.load("generate")
    many = [f"memory {number}" for number in range(50)]
    rendered = prompt.render(question="?", now="today", evidence=many)
    assert "[1] memory 0\n[2] memory 1" in rendered
    assert f"[{prompt.settings.items}]" in rendered
    assert f"[{prompt.settings.items + 1}]" not in rendered


def test_long_values_are_cut_with_an_ellipsis():
    assert prompts.clean("word " * 100, 20) == "word word word word…"
    assert len(prompts.clean("x" * 100, 20)) == 20


def test_values_that_the_template_does_not_know_are_a_bug():
    with pytest.raises(Bug):
        prompts.load("generate").render(question="?")
    with pytest.raises(Bug):
        prompts.load("generate", 999)
