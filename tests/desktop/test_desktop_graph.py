"""The Graph page: a layout that stays, nodes one goes to by arrows, ties of a time."""

from itertools import combinations
from math import dist

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from second_me.core.protocol.graph import GetGraph, GetNode
from second_me.desktop.desktop import Desktop
from second_me.desktop.graph.layout import Graph, lay_out
from second_me.desktop.graph.page import GraphPage
from second_me.desktop.graph.web import MOST, Web
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene


def ring(count: int, community: int = 1) -> Graph:
    edges = tuple((number, (number + 1) % count, 0.3) for number in range(count))
    return Graph(communities=(community,) * count, edges=edges)


class TestLayout:
    def test_the_same_graph_comes_out_the_same(self):
        assert lay_out(ring(20)) == lay_out(ring(20))

    def test_no_two_nodes_lie_on_each_other(self):
        places = lay_out(ring(60))
        assert min(dist(one, other) for one, other in combinations(places, 2)) > 0.1

    def test_communities_lie_apart(self):
        groups = (1,) * 15 + (2,) * 15
        edges = tuple((n, n + 1, 0.3) for n in range(29) if n != 14)
        places = lay_out(Graph(communities=groups, edges=edges))
        middles = [
            (sum(x for x, _ in part) / 15, sum(y for _, y in part) / 15)
            for part in (places[:15], places[15:])
        ]
        assert dist(*middles) > 2

    def test_what_lay_somewhere_stays_about_there(self):
        before = lay_out(ring(30))
        graph = ring(30)
        after = lay_out(Graph(communities=graph.communities, edges=graph.edges, known=before))
        moved = [dist(one, other) for one, other in zip(before, after, strict=True)]
        assert max(moved) < 1.5

    def test_nothing_has_no_places(self):
        assert lay_out(Graph(communities=(), edges=())) == ()


def at_once(work, done, failed):
    del failed
    done(work())


class TestWeb:
    @pytest.fixture
    def web(self, caller: ScriptedCaller) -> Web:
        web = Web(caller, at_once)
        web.refresh()
        caller.answer_all()
        return web

    def test_every_node_has_a_place(self, web: Web):
        assert len(web.drawn.nodes) == len(web.drawn.places) == 42
        assert web.loaded

    def test_neighbours_are_those_it_is_tied_to(self, web: Web):
        assert 0 in web.drawn.neighbours(1)
        assert 1 in web.drawn.neighbours(0)

    def test_what_is_selected_stays_so_when_drawn_anew(self, web: Web, caller: ScriptedCaller):
        web.select(3)
        caller.answer_all()
        assert web.detail is not None
        web.refresh()
        caller.answer_all()
        assert web.selected == 3
        assert len(caller.asked(GetNode)) == 1

    def test_a_time_shows_what_held_then(self, web: Web):
        times = web.times
        assert times is not None
        web.look_at(times[0])
        held = sum(web.holds(edge) for _, _, edge in web.drawn.edges)
        web.look_at(None)
        assert 0 < held < sum(web.holds(edge) for _, _, edge in web.drawn.edges)

    def test_search_finds_by_any_part_of_a_name(self, web: Web):
        assert web.find("novak") == [3]
        assert web.find(" ") == []

    def test_no_more_is_asked_for_than_can_be_drawn(self, web: Web, caller: ScriptedCaller):
        for _ in range(9):
            web.show_more()
        caller.answer_all()
        assert max(one.limit for one in caller.asked(GetGraph)) == MOST

    def test_locking_forgets_it_and_what_comes_late(self, web: Web, caller: ScriptedCaller):
        web.refresh()
        web.forget()
        caller.answer_all()
        assert web.drawn.nodes == ()


class TestPage:
    @pytest.fixture
    def page(self, window: Desktop, qtbot: QtBot) -> GraphPage:
        window.shell.activateWindow()
        qtbot.waitUntil(window.shell.isActiveWindow)
        window.shell.go(Place.GRAPH)
        page = window.shell.page(Place.GRAPH)
        assert isinstance(page, GraphPage)
        qtbot.waitUntil(lambda: window.models.web.loaded, timeout=20_000)
        return page

    def press(self, qtbot: QtBot, key: Qt.Key) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)

    def test_arrows_go_from_node_to_node_and_return_goes_around_it(
        self, page: GraphPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        web = window.models.web
        self.press(qtbot, Qt.Key.Key_Right)
        first = web.selected
        assert first is not None
        assert page.canvas.accessibleDescription()
        qtbot.waitUntil(page.pane.isVisible)
        self.press(qtbot, Qt.Key.Key_Left)
        assert web.selected != first
        self.press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: web.around is not None and not web.busy, timeout=20_000)
        assert len(web.drawn.nodes) < 42
        assert page._back.isVisible()
        page._back.click()
        qtbot.waitUntil(lambda: len(web.drawn.nodes) == 42, timeout=20_000)
        assert scene.agent.asked(GetGraph)[-1].around is None

    def test_a_click_selects_and_escape_lets_go(
        self, page: GraphPage, window: Desktop, qtbot: QtBot
    ):
        at = page.canvas._to_view(page.canvas._points[2]).toPoint()
        qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=at)
        assert window.models.web.selected == 2
        page.canvas.setFocus()
        self.press(qtbot, Qt.Key.Key_Escape)
        assert window.models.web.selected is None

    def test_zooming_keeps_what_is_under_the_pointer(self, page: GraphPage):
        at = QPointF(120, 90)
        before = page.canvas._to_graph(at)
        page.canvas.zoom(1.7, at)
        after = page.canvas._to_graph(at)
        assert (before - after).manhattanLength() < 1e-6

    def test_search_goes_to_who_is_found(self, page: GraphPage, window: Desktop, qtbot: QtBot):
        page.search.setFocus()
        qtbot.keyClicks(page.search, "novak")
        assert page.canvas.found == {3}
        self.press(qtbot, Qt.Key.Key_Return)
        assert window.models.web.selected == 3

    def test_a_person_opens_among_people(self, page: GraphPage, window: Desktop, qtbot: QtBot):
        page.pane.person.emit("Lena")
        assert window.shell.place is Place.PEOPLE
        chosen = window.models.known.chosen
        assert chosen is not None
        assert chosen.subject == "Lena"
