"""The command line says what it lacks, and what it does not know."""

import importlib.util

import pytest

from second_me.training import main as training

NEEDED = ("generate", "--base", "b.gguf", "--data", "d", "--out", "o")


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is installed")
def test_without_the_extra_it_says_what_to_install(capsys):
    assert training.main(list(NEEDED)) == 1
    said = capsys.readouterr().err
    assert "is not installed" in said
    assert "second-me[train]" in said


@pytest.mark.parametrize("arguments", [(), ("dance", *NEEDED[1:]), ("generate",)])
def test_wrong_arguments_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refused:
        training.main(list(arguments))
    assert refused.value.code == 2
    assert "usage" in capsys.readouterr().err
