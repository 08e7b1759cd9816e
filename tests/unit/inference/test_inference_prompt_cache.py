from hypothesis import given
from hypothesis import strategies as st

from second_me.inference.prompt_cache import SEQUENCES, PromptCache, common_prefix

tokens = st.lists(st.integers(0, 3), min_size=1, max_size=30)


def computed(cache: PromptCache, key: str, prompt: list[int]) -> int:
    """Do what the engine does, and return how many tokens were not computed again."""
    kept, same = cache.enter(key, prompt)
    assert kept.tokens == prompt[:same]
    cache.make_room(kept, len(prompt))
    kept.tokens += prompt[same:]
    return same


def test_an_unchanged_beginning_is_not_computed_again():
    cache = PromptCache(100)
    assert computed(cache, "ask", [1, 2, 3, 4]) == 0
    assert computed(cache, "ask", [1, 2, 3, 9]) == 3


def test_the_last_token_is_always_computed():
    cache = PromptCache(100)
    computed(cache, "ask", [1, 2, 3])
    assert computed(cache, "ask", [1, 2, 3]) == 2


def test_tasks_keep_their_beginnings_side_by_side():
    cache = PromptCache(100)
    for key in ("ask", "extract", "ask", "extract"):
        computed(cache, key, [7, 7, 7, 1] if key == "ask" else [8, 8, 8, 2])
    assert computed(cache, "ask", [7, 7, 7, 5]) == 3
    assert computed(cache, "extract", [8, 8, 8, 5]) == 3


def test_another_adapter_shares_nothing():
    cache = PromptCache(100)
    computed(cache, "ask\0one", [1, 2, 3])
    assert computed(cache, "ask\0two", [1, 2, 3]) == 0


def test_the_longest_unused_makes_room():
    cache = PromptCache(10)
    computed(cache, "old", [1] * 4)
    computed(cache, "new", [2] * 4)
    kept, same = cache.enter("now", [3] * 6)
    assert same == 0
    assert cache.make_room(kept, 6) == [(0, 0)]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), tokens), max_size=20))
def test_the_cells_never_exceed_the_room(requests):
    cache = PromptCache(40)
    held: dict[int, list[int]] = {}
    for key, prompt in requests:
        kept, same = cache.enter(key, prompt)
        held[kept.sequence] = held.get(kept.sequence, [])[:same]
        for sequence, start in cache.make_room(kept, len(prompt)):
            held[sequence] = held[sequence][:start]
        assert held[kept.sequence] == prompt[:same]
        held[kept.sequence] = list(prompt)
        kept.tokens += prompt[same:]
        assert sum(map(len, held.values())) <= 40
        assert len(held) <= SEQUENCES


@given(tokens, tokens)
def test_common_prefix(first, second):
    size = common_prefix(first, second)
    assert first[:size] == second[:size]
    assert size == min(len(first), len(second)) or first[size] != second[size]
