"""The Timeline page: rows of a million, days, what is opened; driven by keyboard."""

from collections.abc import Callable
from datetime import date

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from second_me.core.changes import ChangeSet, Topic
from second_me.core.protocol.episodes import MergeEpisodes, SplitEpisode
from second_me.core.protocol.pushes import Changed
from second_me.core.protocol.timeline import DayCount, GetStretch, Grain, ListDays, Only
from second_me.core.records import Episode, EventKind
from second_me.desktop.desktop import Desktop
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.staged.timeline import StagedLife
from second_me.desktop.timeline.days import DayRows, read_date, to_date, to_day
from second_me.desktop.timeline.life import Life, Zoom
from second_me.desktop.timeline.page import TimelinePage
from second_me.desktop.widgets.rows import GroupedRows

Open = Callable[[Scene], Desktop]


class TestRows:
    def test_a_million_rows_cost_their_groups_alone(self):
        rows = GroupedRows([1000] * 1000, 64, 32)
        assert len(rows) == 1_000_000
        assert rows.height == 1000 * 32 + 1_000_000 * 64
        middle = rows.top_of(500_000)
        seen = list(rows.between(middle, middle + 640))
        assert [one.row for one in seen] == list(range(500_000, 500_010))

    def test_heads_stand_above_their_rows(self):
        rows = GroupedRows([2, 1], 10, 5)
        placed = [(one.group, one.row, one.y) for one in rows.between(0, rows.height)]
        assert placed == [(0, None, 0), (0, 0, 5), (0, 1, 15), (1, None, 25), (1, 2, 30)]

    @pytest.mark.parametrize(("y", "row"), [(-1, None), (4, None), (5, 0), (24, 1), (25, None)])
    def test_a_height_names_its_row(self, y: int, row: int | None):
        assert GroupedRows([2, 1], 10, 5).row_at(y) == row

    def test_nothing_is_nowhere(self):
        rows = GroupedRows((), 10, 5)
        assert (len(rows), rows.height, list(rows.between(0, 100))) == (0, 0, [])


class TestDays:
    @pytest.mark.parametrize(
        ("words", "day"),
        [
            ("2019", date(2019, 1, 1)),
            ("2019-03", date(2019, 3, 1)),
            ("2019-3-12", date(2019, 3, 12)),
            ("12.3.2019", date(2019, 3, 12)),
            ("12. 3. 2019", date(2019, 3, 12)),
            ("March 2019", date(2019, 3, 1)),
            ("12 mar 2019", date(2019, 3, 12)),
            ("31.2.2019", None),
            ("ju 2019", None),
            ("yesterday", None),
            ("", None),
        ],
    )
    def test_a_day_is_read_in_many_ways(self, words: str, day: date | None):
        assert read_date(words) == day

    def test_a_day_without_anything_leads_to_the_next_earlier_one(self):
        rows = DayRows([DayCount(30, 2), DayCount(20, 3), DayCount(10, 1)])
        assert [rows.row_of(day) for day in (99, 30, 25, 20, 5)] == [0, 0, 2, 2, 5]

    def test_months_gather_their_days(self):
        first = to_day(date(2024, 3, 1))
        rows = DayRows([DayCount(first + 1, 2), DayCount(first, 3), DayCount(first - 1, 1)])
        assert rows.months() == {(2024, 3): 5, (2024, 2): 1}

    def test_days_beyond_the_calendar_are_its_ends(self):
        assert to_date(10**9) == to_date(2_900_000)
        assert to_date(-(10**9)) == date.min


class TestLife:
    @pytest.fixture
    def life(self, caller: ScriptedCaller) -> Life:
        life = Life(caller)
        life.refresh()
        caller.answer_all()
        return life

    def test_only_what_is_in_view_is_fetched(self, life: Life, caller: ScriptedCaller):
        life.need(250, 260)
        caller.answer_all()
        assert [(one.first, one.limit) for one in caller.asked(GetStretch)] == [(200, 100)]
        assert isinstance(life.row(255), Episode)
        assert life.row(0) is None

    def test_the_same_rows_are_asked_for_once(self, life: Life, caller: ScriptedCaller):
        for _ in range(3):
            life.need(0, 10)
        caller.answer_all()
        life.need(0, 10)
        assert len(caller.asked(GetStretch)) == 1

    def test_rows_of_another_zoom_come_too_late(self, life: Life, caller: ScriptedCaller):
        life.need(0, 10)
        life.look(Zoom.MOMENTS)
        caller.answer_all()
        assert life.row(0) is None

    def test_pages_far_away_are_dropped(self, life: Life, caller: ScriptedCaller):
        for page in range(60):
            life.need(page * 100, page * 100 + 1)
            caller.answer_all()
        assert len(life._pages) == 40

    def test_narrowing_asks_for_other_days(self, life: Life, caller: ScriptedCaller):
        life.narrow(Only(authors=("Lena",)))
        caller.answer_all()
        asked = caller.asked(ListDays)[-1]
        assert asked == ListDays(grain=Grain.EPISODES, only=Only(authors=("Lena",)))

    def test_what_changes_makes_it_stale(self, life: Life):
        told: list[int] = []
        life.on_stale = lambda: told.append(1)
        life.on_push(Changed(ChangeSet.of(Topic.EVENTS, 1)))
        life.on_push(Changed(ChangeSet.of(Topic.JOBS, 1)))
        assert told == [1]

    def test_a_memory_that_is_still_read_comes_by_itself(
        self, caller: ScriptedCaller, scene: Scene
    ):
        scene.life.ready = False
        life = Life(caller)
        life.refresh()
        caller.answer_all()
        assert not life.ready
        scene.life.ready = True
        life.on_push(Changed(ChangeSet.of(Topic.AGENT)))
        caller.answer_all()
        assert life.rows.total > 0

    def test_locking_forgets_it(self, life: Life, caller: ScriptedCaller):
        life.need(0, 10)
        caller.answer_all()
        life.open_row(0)
        caller.answer_all()
        assert life.opened is not None
        life.forget()
        assert (life.opened, life.row(0), life.rows.total) == (None, None, 0)


class TestPage:
    @pytest.fixture
    def page(self, window: Desktop, qtbot: QtBot) -> TimelinePage:
        window.shell.activateWindow()
        qtbot.waitUntil(window.shell.isActiveWindow)
        window.shell.go(Place.TIMELINE)
        page = window.shell.page(Place.TIMELINE)
        assert isinstance(page, TimelinePage)
        qtbot.waitUntil(lambda: window.models.life.row(0) is not None)
        return page

    def press(self, qtbot: QtBot, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key, modifier)

    def test_arrows_move_return_opens_escape_closes(
        self, page: TimelinePage, window: Desktop, qtbot: QtBot
    ):
        assert page.list.hasFocus()
        self.press(qtbot, Qt.Key.Key_Down)
        self.press(qtbot, Qt.Key.Key_Down)
        self.press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(page.pane.isVisible)
        assert page.list.accessibleDescription().startswith("The carpenter's offer")
        qtbot.waitUntil(lambda: bool(window.models.life.opened and window.models.life.opened.facts))
        page.pane.focus()
        self.press(qtbot, Qt.Key.Key_Escape)
        assert not page.pane.isVisible()
        assert page.list.hasFocus()

    def test_plus_and_minus_look_closer_and_wider(
        self, page: TimelinePage, window: Desktop, qtbot: QtBot
    ):
        self.press(qtbot, Qt.Key.Key_Plus)
        assert window.models.life.zoom is Zoom.MOMENTS
        qtbot.waitUntil(lambda: window.models.life.row(0) is not None)
        page.zooms.setFocus()
        self.press(qtbot, Qt.Key.Key_Minus)
        self.press(qtbot, Qt.Key.Key_Minus)
        assert window.models.life.zoom is Zoom.YEARS

    def test_a_day_is_jumped_to(self, page: TimelinePage, window: Desktop, qtbot: QtBot):
        self.press(qtbot, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        assert page.jump.hasFocus()
        qtbot.keyClicks(page.jump, "March 2023")
        self.press(qtbot, Qt.Key.Key_Return)
        assert page.list.hasFocus()
        group = page.list.rows.group_of(page.list.current)
        day = to_date(window.models.life.rows.days[group])
        assert (day.year, day.month) == (2023, 2)
        qtbot.waitUntil(lambda: window.models.life.row(page.list.current) is not None)

    def test_words_that_are_no_day_are_marked(self, page: TimelinePage, qtbot: QtBot):
        page.jump.setFocus()
        qtbot.keyClicks(page.jump, "soon")
        self.press(qtbot, Qt.Key.Key_Return)
        assert page.jump.property("wrong")

    def test_a_square_of_the_year_leads_to_its_moments(
        self, page: TimelinePage, window: Desktop, qtbot: QtBot
    ):
        page._zoom_to(Zoom.YEARS)
        qtbot.waitUntil(lambda: bool(page.years._years))
        page.focus()
        latest = page.years.current
        assert latest is not None
        self.press(qtbot, Qt.Key.Key_Left)
        assert page.years.current is not None
        assert (latest - page.years.current).days == 7
        self.press(qtbot, Qt.Key.Key_Return)
        assert window.models.life.zoom is Zoom.MOMENTS

    def test_the_strip_goes_by_months(self, page: TimelinePage, qtbot: QtBot):
        page.strip.setFocus()
        before = page.list.top
        self.press(qtbot, Qt.Key.Key_PageDown)
        assert page.list.top > before

    def test_a_filter_narrows(self, page: TimelinePage, window: Desktop, qtbot: QtBot):
        page.narrowing._kind.setFocus()
        self.press(qtbot, Qt.Key.Key_Down)
        assert window.models.life.only == Only(kinds=(EventKind.MESSAGE,))

    def test_an_episode_is_cut_and_made_one_by_hand(
        self, page: TimelinePage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        page.list.make_current(0)
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
        qtbot.waitUntil(page.pane.isVisible)
        qtbot.waitUntil(lambda: not window.tasks.busy)
        life = window.models.life
        opened = life.opened
        assert opened is not None
        assert opened.episode is not None
        cuts = [one for one in page.pane.findChildren(QToolButton) if one.property("event")]
        assert len(cuts) == len(opened.events) - 1  # not before its first
        qtbot.keyClick(cuts[1], Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: life.cutting.undoable is not None)
        wanted = SplitEpisode(id=opened.episode.id, event_id=opened.events[2].id)
        assert scene.agent.asked(SplitEpisode) == [wanted]
        qtbot.waitUntil(page.pane._undo.isVisible)
        page.pane._undo.click()
        qtbot.waitUntil(lambda: life.cutting.undoable is None)
        page.pane._on_join_later()
        qtbot.waitUntil(lambda: bool(scene.agent.asked(MergeEpisodes)))
        assert scene.agent.asked(MergeEpisodes)[0].ids[1] == 8000

    def test_a_place_narrows(self, page: TimelinePage, window: Desktop, qtbot: QtBot):
        qtbot.waitUntil(page.narrowing._place.isVisible)
        qtbot.keyClick(page.narrowing._place, Qt.Key.Key_Down)
        assert window.models.life.only == Only(places=("Lindenstrasse",))

    def test_an_empty_memory_teaches(self, open_window: Open, qtbot: QtBot):
        scene = Scene()
        scene.life = StagedLife(days=0)
        window = open_window(scene)
        window.shell.go(Place.TIMELINE)
        qtbot.waitUntil(lambda: window.models.life.loaded)
        page = window.shell.page(Place.TIMELINE)
        assert isinstance(page, TimelinePage)
        page._way_in.click()
        assert window.shell.place is Place.IMPORT
