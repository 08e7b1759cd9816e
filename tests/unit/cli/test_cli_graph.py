"""`graph` and `routines` on the command line."""

from second_me.core.clock import Timestamp
from second_me.core.protocol import Done
from second_me.core.protocol.graph import (
    ChangeLine,
    ChangesAbout,
    Communities,
    CommunityView,
    GetChanges,
    ListCommunities,
    What,
)
from second_me.core.protocol.life import Consolidate
from second_me.core.protocol.memory import FactView
from second_me.core.protocol.routines import ListRoutines, Routines, RoutineView
from second_me.core.records import Fact, FactStatus
from second_me.core.routines import Rhythm, Routine, RoutineKind


def fact(id_: int, text: str) -> FactView:
    found = Fact(
        id=id_,
        subject="Ana",
        kind="place",
        text=text,
        status=FactStatus.CURRENT,
        confidence=0.9,
        learned_at=Timestamp(0),
    )
    return FactView(fact=found, quotes=())


def test_what_changed_is_told_with_what_took_its_place(run):
    old, new = fact(1, "Ana lives in Rome"), fact(2, "Ana lives in Oslo")
    line = ChangeLine(at=Timestamp(0), what=What.ENDED, fact=old, by=new)
    script = {GetChanges: ChangesAbout(names=("Ana",), lines=(line,))}
    ran = run("graph", "changes", "Ana", "--since", "2020-01-01", script=script)
    assert ran.code == 0
    assert "is so no more" in ran.out
    assert "by: Ana lives in Oslo" in ran.out
    (asked,) = ran.agent.asked(GetChanges)
    assert (asked.name, asked.start > 0, asked.end > asked.start) == ("Ana", True, True)
    nothing = run("graph", "changes", "Ana", script={GetChanges: ChangesAbout(names=(), lines=())})
    assert "Nothing changed" in nothing.out


def test_communities_are_listed(run):
    one = CommunityView(id=1, name="Ana and Rui", summary="2 people.", size=2, members=(1, 2))
    ran = run("graph", "communities", script={ListCommunities: Communities(communities=(one,))})
    assert "Ana and Rui" in ran.out
    assert "2 people." in ran.out


def test_a_night_is_begun(run):
    ran = run("graph", "refresh", script={Consolidate: Done()})
    assert (ran.code, len(ran.agent.asked(Consolidate))) == (0, 1)


def test_routines_are_listed_with_when_and_how(run):
    one = Routine(
        id=1,
        kind=RoutineKind.ROUTINE,
        title="Pottery class",
        steps=("Tram ride home",),
        times=12,
        first_at=Timestamp(0),
        last_at=Timestamp(0),
        learned_at=Timestamp(0),
        rhythm=Rhythm.WEEKLY,
        weekdays=(1, 3),
        minute=1085,
    )
    script = {ListRoutines: Routines(routines=(RoutineView(routine=one, quotes=()),))}
    ran = run("routines", script=script)
    assert "Pottery class  every Tuesday and Thursday at 18:05" in ran.out
    assert "- Tram ride home" in ran.out
