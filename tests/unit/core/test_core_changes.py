from hypothesis import given
from hypothesis import strategies as st

from second_me.core.changes import MAX_IDS, Change, ChangeSet, Topic

SETS = st.lists(
    st.builds(
        lambda topic, ids: ChangeSet.of(topic, *ids),
        st.sampled_from(list(Topic)),
        st.lists(st.integers(0, 20), min_size=1, max_size=5),
    ),
    max_size=6,
)


def joined(sets):
    whole = ChangeSet()
    for one in sets:
        whole |= one
    return whole


@given(SETS)
def test_joining_names_each_topic_once_and_loses_no_id(sets):
    whole = joined(sets)
    topics = [change.topic for change in whole.changes]
    assert len(topics) == len(set(topics))
    for one in sets:
        for change in one.changes:
            (same,) = [c for c in whole.changes if c.topic is change.topic]
            assert set(change.ids) <= set(same.ids)


def test_any_of_them_swallows_single_ids():
    whole = ChangeSet.of(Topic.EVENTS, 1) | ChangeSet((Change(Topic.EVENTS),))
    assert whole == ChangeSet((Change(Topic.EVENTS),))
    assert (whole | ChangeSet.of(Topic.EVENTS, 2)).changes[0].ids == ()


def test_too_many_ids_become_any_of_them():
    assert ChangeSet.of(Topic.EVENTS, *range(MAX_IDS + 1)).changes[0].ids == ()
    halves = ChangeSet.of(Topic.EVENTS, *range(MAX_IDS)) | ChangeSet.of(Topic.EVENTS, MAX_IDS + 9)
    assert halves.changes[0].ids == ()


def test_an_empty_set_is_false():
    assert not ChangeSet()
    assert ChangeSet.of(Topic.JOBS)
    assert ChangeSet.of(Topic.JOBS).topics == {Topic.JOBS}
