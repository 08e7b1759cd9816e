"""`episodes`, `pause` and `resume` on the command line."""

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.protocol import Done
from second_me.core.protocol.episodes import (
    EpisodeView,
    EpisodeViews,
    GetEpisodes,
    MergeEpisodes,
    SplitEpisode,
)
from second_me.core.protocol.memory import Episodes, ListEpisodes
from second_me.core.protocol.system import Pause, Resume
from second_me.core.records import Episode, Event, EventKind, Origin


def episode(id_: int, *, dated: bool = True) -> Episode:
    return Episode(
        id=id_,
        title="The boat",
        summary="",
        start=Timestamp(0),
        end=Timestamp(0),
        people=("Ana", "Rui"),
        dated=dated,
    )


EVENT = Event(
    id=31,
    source_id=1,
    batch_id=None,
    kind=EventKind.MAIL,
    origin=Origin.OTHER,
    text="It lies in Whitby.",
    moment=Moment(Timestamp(0), Precision.UNKNOWN),
    received_at=Timestamp(0),
    author="Ana",
)


def test_episodes_are_listed_and_what_has_no_date_says_so(run):
    found = Episodes(episodes=(episode(4), episode(5, dated=False)))
    ran = run("episodes", "list", script={ListEpisodes: found})
    assert "The boat · Ana, Rui" in ran.out
    assert "day unknown" in ran.out
    assert (
        "no episodes" in run("episodes", "list", script={ListEpisodes: Episodes(episodes=())}).out
    )


def test_an_episode_is_shown_with_its_memories(run):
    views = EpisodeViews(episodes=(EpisodeView(episode=episode(4), events=(EVENT,)),))
    ran = run("episodes", "show", "4", script={GetEpisodes: views})
    assert "undated" in ran.out
    assert "Ana: It lies in Whitby." in ran.out
    gone = run("episodes", "show", "9", script={GetEpisodes: EpisodeViews(episodes=())})
    assert "no such episode" in gone.out


def test_an_episode_is_split_and_made_one_again(run):
    two = Episodes(episodes=(episode(4), episode(6)))
    ran = run("episodes", "split", "4", "31", script={SplitEpisode: two})
    assert ran.agent.asked(SplitEpisode) == [SplitEpisode(id=4, event_id=31)]
    assert ran.out.count("The boat") == 2
    merged = run(
        "episodes", "merge", "4", "6", script={MergeEpisodes: Episodes(episodes=two.episodes[:1])}
    )
    assert merged.agent.asked(MergeEpisodes) == [MergeEpisodes(ids=(4, 6))]


def test_background_work_is_held_and_goes_on(run):
    held = run("pause", "--minutes", "30", script={Pause: Done()})
    assert held.agent.asked(Pause) == [Pause(minutes=30)]
    assert run("resume", script={Resume: Done()}).agent.asked(Resume) == [Resume()]
