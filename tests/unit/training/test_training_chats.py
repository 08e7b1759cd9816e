"""Made-up talks: what is asked is told, by the one who is asked for."""

import random
import re

import pytest

from second_me.training import chats, topics, verb_forms
from second_me.training.questions_made import Maker

SESSIONS = [
    {"session_id": "a1", "messages": [
        {"role": "user",
         "content": "Can you recommend lamps? I bought a desk at a fair last week."},
        {"role": "assistant", "content": "Sure."},
        {"role": "user",
         "content": "I painted the hall blue in May. My sister is a nurse in Oslo."},
    ]},
    {"session_id": "ultrachat_7", "messages": [
        {"role": "user", "content": "I visited the moon last week."},
        {"role": "assistant", "content": "Really?"},
    ]},
]  # fmt: skip


@pytest.fixture(scope="module")
def told():
    maker = Maker(verb_forms.load(), random.Random(1))
    return chats.statements(chats.user_sessions(SESSIONS), maker)


@pytest.fixture(scope="module")
def talks(told):
    return list(chats.talks(topics.load(), verb_forms.load(), told, seed=3, count=6))


def test_only_what_people_tell_of_themselves_is_taken(told):
    assert told == [
        [
            "I bought a desk at a fair last week.",
            "I painted the hall blue in May.",
            "My sister is a nurse in Oslo.",
        ]
    ]


def test_the_same_seed_makes_the_same_talks(told, talks):
    again = list(chats.talks(topics.load(), verb_forms.load(), told, seed=3, count=2))
    assert again == talks[:2]
    other = list(chats.talks(topics.load(), verb_forms.load(), told, seed=4, count=2))
    assert other != talks[:2]


def test_two_people_talk_and_each_turn_knows_the_one_before(talks):
    for pool in talks:
        assert len({memory.author for memory in pool.memories}) == 2
        assert not pool.memories[0].before
        for earlier, later in zip(pool.memories, pool.memories[1:], strict=False):
            assert later.before.startswith(earlier.text)


def test_who_is_named_alone_is_who_tells_it(talks):
    named = 0
    for pool in talks:
        people = {memory.author for memory in pool.memories}
        for query in pool.queries:
            asked = people & set(re.findall(r"\w+", query.text))
            if len(asked) == 1 and len(query.gold) == 1:
                named += 1
                assert {pool.memories[at].author for at in query.gold} == asked
    assert named > 100


def test_an_echo_is_near_and_never_gold(talks):
    near = 0
    for pool in talks:
        for query in pool.queries:
            near += len(query.near)
            assert not set(query.near) & set(query.gold)
            for at in query.near:
                assert pool.memories[at].author != pool.memories[query.gold[0]].author
    assert near > 50


def test_no_blank_is_left_open(talks):
    for pool in talks:
        text = " ".join([m.text for m in pool.memories] + [q.text for q in pool.queries])
        assert not re.search(r"[{}|]", text)


def test_several_tellings_are_asked_for_at_once(talks):
    assert any(len(query.gold) > 1 for pool in talks for query in pool.queries)
