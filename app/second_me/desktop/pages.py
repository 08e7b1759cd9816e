"""Makes the faces and pages of the window when they are first shown, and ties them up."""

import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from second_me.core.errors import SecondMeError
from second_me.core.ids import EventId
from second_me.core.login_start import login_start, window_command
from second_me.core.protocol.memory import StartImport
from second_me.desktop.first_run.setup import Step
from second_me.desktop.people.known import Somebody
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.rail import Place
from second_me.desktop.sample_life import general
from second_me.desktop.session import Stage
from second_me.desktop.shell import Shell
from second_me.desktop.theme import Theme, ThemeChoice
from second_me.desktop.timeline.life import Opened
from second_me.desktop.translation import said
from second_me.desktop.view_models import ViewModels
from second_me.desktop.widgets import Question

if TYPE_CHECKING:
    from second_me.desktop.settings.look import LookRow

_MODULES = (
    "ask.page",
    "timeline.page",
    "people.page",
    "graph.page",
    "review.page",
    "filling.page",
    "privacy.page",
    "models.page",
    "about.page",
    "first_run.page",
    "unlock.page",
    "importing.page",
    "settings.page",
    "quick_recall.popup",
)


def load_modules() -> None:
    """Load the pages' modules. Runs in the background once all of `prepare_widgets` is done: a
    class of Qt's that the window's thread makes at the same moment would end the program.
    """
    for name in _MODULES:
        importlib.import_module(f"second_me.desktop.{name}")


def prepare_widgets() -> Iterator[None]:
    """Have PySide make its widgets' classes, one at a step. The first list to ask for its
    viewport would have it make all of them at once.
    """
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)
            yield


class Pages(QObject):
    """Fills a `Shell`. The pages' own modules are loaded with them, so that none of them
    stands before the first paint. `left_first_run` says that the assistant is done.
    """

    left_first_run = Signal()

    def __init__(
        self, theme: Theme, shell: Shell, models: ViewModels, preferences: PreferenceFile
    ) -> None:
        super().__init__(shell)
        self._theme = theme
        self._shell = shell
        self._models = models
        self._preferences = preferences
        self._login = login_start()
        self._look: LookRow | None = None
        self.key_trouble = ""
        shell.add_face(Stage.FIRST_RUN, self._make_first_run)
        shell.add_face(Stage.LOCKED, self._make_unlock)
        shell.add_page(Place.ASK, self._make_ask)
        shell.add_page(Place.TIMELINE, self._make_timeline)
        shell.add_page(Place.PEOPLE, self._make_people)
        shell.add_page(Place.GRAPH, self._make_graph)
        shell.add_page(Place.REVIEW, self._make_review)
        shell.add_page(Place.FILL, self._make_fill)
        shell.add_page(Place.IMPORT, self._make_import)
        shell.add_page(Place.PRIVACY, self._make_privacy)
        shell.add_page(Place.MODELS, self._make_models)
        shell.add_page(Place.ABOUT, self._make_about)
        shell.add_page(Place.HEALTH, self._make_health)
        shell.add_page(Place.SETTINGS, self._make_settings)
        shell.dropped.connect(self.import_files)
        models.reviewing.on_count = self._show_waiting
        models.filling.on_count = self._show_forms

    def refresh(self) -> None:
        """Ask anew for what the pages that exist show."""
        models = self._models
        if models.session.stage is not Stage.OPEN:
            return
        models.reviewing.refresh()
        models.filling.refresh()
        for place, model in (
            (Place.TIMELINE, models.life),
            (Place.PEOPLE, models.known),
            (Place.GRAPH, models.web),
            (Place.PRIVACY, models.care),
            (Place.MODELS, models.shelf),
            (Place.IMPORT, models.imports),
            (Place.SETTINGS, models.settings),
            (Place.HEALTH, models.health),
        ):
            if place in self._shell.pages:
                model.refresh()

    def suggest(self) -> None:
        """Offer questions that suit what memory holds."""
        from second_me.desktop.ask.page import AskPage  # noqa: PLC0415  (after first paint)

        ask = self._shell.pages.get(Place.ASK)
        status = self._models.session.status
        if isinstance(ask, AskPage) and status is not None:
            ask.suggest(self._questions(), has_memories=status.counts.events > 0)

    def forget_content(self) -> None:
        """Take what memory holds off the screen; what is being typed stays."""
        for question in self._shell.findChildren(Question):
            question.reject()  # it may name what it is about
        self._models.forget()

    def ask(self, question: str) -> None:
        """Show the Ask page and ask there."""
        from second_me.desktop.ask.page import AskPage  # noqa: PLC0415  (after first paint)

        self._shell.go(Place.ASK)
        page = self._shell.page(Place.ASK)
        if isinstance(page, AskPage):
            page.ask(question)

    def import_files(self, paths: list[str]) -> None:
        """Import what was dropped anywhere on the window."""
        from second_me.desktop.importing.page import ImportPage  # noqa: PLC0415  (after first paint)

        page = self._shell.page(Place.IMPORT)
        if isinstance(page, ImportPage):
            page.start(paths)

    def finish_first_run(self, paths: list[str]) -> None:
        """Leave the assistant; `paths` is what it was told to import."""
        models = self._models
        models.setup.step = Step.FINISHED
        models.session.in_first_run = False
        self._shell.place = Place.IMPORT if paths else Place.ASK
        if paths:
            models.imports.start(paths)
        models.session.refresh()
        self.left_first_run.emit()

    def _questions(self) -> tuple[str, ...]:
        """Return the sample's own questions while memory holds the sample."""
        sample = self._models.sample
        if sample is not None and sample.holds(self._models.session.sources.values()):
            return sample.questions
        return general()

    def _make_first_run(self) -> QWidget:
        from second_me.desktop.first_run.page import FirstRunPage  # noqa: PLC0415  (shown once)

        page = FirstRunPage(self._theme, self._models.setup, self._models.sample)
        page.finished.connect(self.finish_first_run)
        page.sample.connect(self._on_sample)
        page.restore.connect(self._on_restore)
        return page

    def _on_restore(self) -> None:
        """Come from another machine: put a backup of it in place."""
        from second_me.desktop.privacy.restore_dialog import RestoreDialog  # noqa: PLC0415  (rare)

        dialog = RestoreDialog(self._theme, self._models.care.backups, "", self._shell, secret=True)
        dialog.accepted.connect(self._models.session.refresh)
        dialog.open()

    def _make_unlock(self) -> QWidget:
        from second_me.desktop.unlock.page import UnlockPage  # noqa: PLC0415  (when locked)

        page = UnlockPage(self._theme, self._models.unlocking, self._models.care)
        page.opened.connect(self._models.session.refresh)
        return page

    def _make_ask(self) -> QWidget:
        from second_me.desktop.ask.page import AskPage  # noqa: PLC0415  (after first paint)

        models = self._models
        page = AskPage(
            self._theme, models.conversation, models.history, models.session, models.caller
        )
        page.import_wanted.connect(self._on_import_wanted)
        page.event_wanted.connect(self.show_event)
        QTimer.singleShot(0, self.suggest)
        return page

    def _make_timeline(self) -> QWidget:
        from second_me.desktop.timeline.page import TimelinePage  # noqa: PLC0415  (when shown)

        models = self._models
        page = TimelinePage(self._theme, models.life, models.session, models.clock)
        page.import_wanted.connect(self._on_import_wanted)
        page.erase.connect(self.erase)
        models.life.refresh()
        return page

    def _make_people(self) -> QWidget:
        from second_me.desktop.people.page import PeoplePage  # noqa: PLC0415  (when shown)

        page = PeoplePage(self._theme, self._models.known)
        page.event_wanted.connect(self.show_event)
        self._models.known.refresh()
        return page

    def show_event(self, id_: int) -> None:
        """Show an event at its place in the timeline."""
        self._shell.go(Place.TIMELINE)
        self._models.life.open_event(EventId(id_))

    def _make_graph(self) -> QWidget:
        from second_me.desktop.graph.page import GraphPage  # noqa: PLC0415  (when shown)

        page = GraphPage(self._theme, self._models.web, self._models.clock)
        page.person.connect(self.show_person)
        self._models.web.refresh()
        return page

    def show_person(self, name: str) -> None:
        """Show somebody on the People page."""
        self._shell.go(Place.PEOPLE)
        self._models.known.choose(Somebody(subject=name))

    def _make_privacy(self) -> QWidget:
        from second_me.desktop.privacy.page import PrivacyPage  # noqa: PLC0415  (when shown)

        models = self._models
        page = PrivacyPage(self._theme, models.care, models.sites, models.session, models.clock)
        models.care.refresh()
        return page

    def erase(self, opened: Opened) -> None:
        """Show what erasing something that was opened would take away."""
        from second_me.desktop.privacy.page import PrivacyPage  # noqa: PLC0415  (when shown)

        self._shell.go(Place.PRIVACY)
        page = self._shell.page(Place.PRIVACY)
        if isinstance(page, PrivacyPage):
            page.plan_erase(opened.scope)

    def _make_review(self) -> QWidget:
        from second_me.desktop.review.page import ReviewPage  # noqa: PLC0415  (when shown)

        return ReviewPage(self._theme, self._models.reviewing, self._models.session)

    def _make_fill(self) -> QWidget:
        from second_me.desktop.filling.page import FillPage  # noqa: PLC0415  (when shown)

        models = self._models
        page = FillPage(self._theme, models.filling, models.sites, models.browsers, models.clock)
        models.browsers.refresh()
        return page

    def _show_waiting(self, count: int) -> None:
        self._shell.rail.show_waiting(Place.REVIEW, count)

    def _show_forms(self, count: int) -> None:
        self._shell.rail.show_waiting(Place.FILL, count)

    def _make_import(self) -> QWidget:
        from second_me.desktop.importing.page import ImportPage  # noqa: PLC0415  (when shown)

        page = ImportPage(self._theme, self._models.imports, self._models.watched)
        self._models.imports.refresh()
        self._models.watched.refresh()
        return page

    def _make_models(self) -> QWidget:
        from second_me.desktop.models.page import ModelsPage  # noqa: PLC0415  (when shown)

        self._models.shelf.refresh()
        return ModelsPage(self._theme, self._models.shelf, self._models.session)

    def _make_about(self) -> QWidget:
        from second_me.desktop.about.page import AboutPage  # noqa: PLC0415  (when shown)

        return AboutPage(self._theme, self._models.background)

    def _on_about(self) -> None:
        self._shell.go(Place.ABOUT)

    def _make_health(self) -> QWidget:
        from second_me.desktop.settings.page import HealthPage  # noqa: PLC0415  (when shown)

        page = HealthPage(self._theme, self._models.health)
        page.go.connect(self._on_place)
        self._models.health.refresh()
        return page

    def _make_settings(self) -> QWidget:
        from second_me.desktop.settings.look import LookRow  # noqa: PLC0415  (when shown)
        from second_me.desktop.settings.page import SettingsPage  # noqa: PLC0415  (when shown)

        look = LookRow(
            self._theme,
            self._preferences.now,
            at_login=self._login.on,
            key_trouble=self.key_trouble,
        )
        self._look = look
        look.theme_chosen.connect(self._on_theme)
        look.scale_chosen.connect(self._on_scale)
        look.language_chosen.connect(self._on_language)
        look.login_chosen.connect(self._on_login)
        page = SettingsPage(self._theme, self._models.settings, look, self._models.learned)
        page.about.connect(self._on_about)
        self._models.settings.refresh()
        self._models.learned.refresh()
        return page

    def _on_theme(self, choice: str) -> None:
        self._theme.choose(ThemeChoice(choice))
        self._preferences.change(theme=ThemeChoice(choice))

    def _on_scale(self, scale: int) -> None:
        self._preferences.change(scale=scale)

    def _on_place(self, place: str) -> None:
        self._shell.go(Place(place))

    def _on_language(self, language: str) -> None:
        self._preferences.change(language=language)

    def _on_login(self, wanted: bool) -> None:  # noqa: FBT001  (Qt's signal)
        why = ""
        try:
            if wanted:
                self._login.turn_on(window_command(self._preferences.home))
            else:
                self._login.turn_off()
        except SecondMeError as error:
            why = f"{said(error.title)}. {said(error.action)}"
        if self._look is not None:
            self._look.refuse_login(why, at_login=self._login.on)

    def _on_sample(self) -> None:
        sample = self._models.sample
        if sample is not None:
            for part in sample.parts:
                request = StartImport(
                    path=part.path,
                    format=part.format,
                    owner=sample.owner,
                    date_order=part.date_order,
                )
                self._models.imports.begin(request)
        self.finish_first_run([])

    def _on_import_wanted(self) -> None:
        self._shell.go(Place.IMPORT)
