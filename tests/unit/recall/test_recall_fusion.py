from second_me.recall.channels import Found
from second_me.recall.fusion import RANK_OFFSET, fuse


def ranking(*ids):
    return [Found(id_, 100.0 - place) for place, id_ in enumerate(ids)]


def test_what_two_channels_find_comes_before_what_one_finds():
    fused = fuse({"meaning": ranking(1, 2, 3), "words": ranking(4, 2, 5)})
    assert fused[0].event_id == 2
    assert fused[0].score == 2 / (RANK_OFFSET + 2)
    assert {one.event_id for one in fused} == {1, 2, 3, 4, 5}


def test_each_channel_leaves_its_trace():
    (first, *_) = fuse({"meaning": ranking(7), "words": ranking(9, 7)})
    assert first.event_id == 7
    assert [(trace.channel, trace.rank, trace.score) for trace in first.channels] == [
        ("meaning", 1, 100.0),
        ("words", 2, 99.0),
    ]


def test_equal_ones_come_newest_first():
    assert [one.event_id for one in fuse({"a": ranking(3), "b": ranking(8)})] == [8, 3]


def test_one_channel_keeps_its_order():
    assert [one.event_id for one in fuse({"words": ranking(5, 1, 9)})] == [5, 1, 9]


def test_no_rankings_are_no_results():
    assert fuse({}) == []
    assert fuse({"words": []}) == []
