"""The composition root: builds the window's parts and ties them together."""

import random
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from second_me.core.clock import Clock
from second_me.core.errors import SecondMeError
from second_me.core.protocol.memory import StartImport
from second_me.core.protocol.pushes import PushParams
from second_me.core.protocol.system import Pause, Resume, VaultState
from second_me.core.protocol.vault import Lock
from second_me.desktop.ask.conversation import Conversation
from second_me.desktop.first_run.setup import FirstRun, Step
from second_me.desktop.hotkey import NoHotKey, X11HotKey, find_hotkey
from second_me.desktop.importing.imports import Imports
from second_me.desktop.link import AgentLink, LinkState
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.quick_recall.recall import Recall
from second_me.desktop.rail import Place
from second_me.desktop.sample_life import general, sample
from second_me.desktop.session import Session, Stage
from second_me.desktop.settings.values import HealthView, SettingValues
from second_me.desktop.shell import Shell
from second_me.desktop.tasks import Tasks
from second_me.desktop.theme import Theme, ThemeChoice
from second_me.desktop.throttle import Throttle
from second_me.desktop.translation import tr
from second_me.desktop.tray import PAUSE_MINUTES, Tray
from second_me.desktop.unlock.unlocking import Unlocking

if TYPE_CHECKING:
    from second_me.desktop.quick_recall.popup import RecallPopup

_STALE_MS = 250


class Desktop(QObject):
    """Everything of the window but the process. `start` shows it, `close` ends it."""

    quit = Signal()

    def __init__(
        self,
        app: QApplication,
        link: AgentLink,
        tasks: Tasks,
        preferences: PreferenceFile,
        clock: Clock,
    ) -> None:
        super().__init__(app)
        self._clock = clock
        self.link = link
        self.tasks = tasks
        self.preferences = preferences
        self.theme = Theme(app, preferences.now.theme)
        self.session = Session(link)
        self.conversation = Conversation(link)
        self.imports = Imports(link, clock)
        self.setup = FirstRun(link, random.SystemRandom())
        self.unlocking = Unlocking(link)
        self.recall = Recall(link)
        self.settings = SettingValues(link)
        self.health = HealthView(link)
        self.sample = sample()
        self.shell = Shell(self.theme, self.session, preferences)
        self.tray = Tray(self.theme, self)
        self.popup: RecallPopup | None = None
        self.hotkey: X11HotKey | NoHotKey | None = None
        self._stage: Stage | None = None
        self._session_stale = Throttle(self.session.freshen, _STALE_MS, self)
        self._imports_stale = Throttle(self.imports.refresh, _STALE_MS, self)
        self._add_pages()
        self._connect()

    def start(self, *, hidden: bool = False, recall: bool = False) -> None:
        """Show the window (or only the tray) and reach for the agent."""
        self.shell.refresh()
        if not hidden:
            self.shell.show()
        self.link.open()
        QTimer.singleShot(0, self._finish_start)
        if recall:
            self.open_recall()

    def close(self) -> None:
        """Hang up, end the background work, leave the tray."""
        if self.hotkey is not None:
            self.hotkey.close()
        self.tray.hide()
        self.link.close()
        self.tasks.close()
        if self.popup is not None:
            self.popup.close()
            self.popup.deleteLater()
        self.shell.hide()
        self.shell.deleteLater()

    def open_recall(self) -> None:
        """Bring up quick recall, whether or not the window was ever shown."""
        if self.popup is None:
            from second_me.desktop.quick_recall.popup import RecallPopup  # noqa: PLC0415  (rarely first)

            popup = RecallPopup(self.theme, self.recall)
            popup.asked.connect(self._on_recall_asked)
            self.popup = popup
        self.popup.open()

    def raise_window(self) -> None:
        self.shell.raise_up()

    def on_word(self, word: str) -> None:
        """Do what a second start asked for."""
        if word == "recall":
            self.open_recall()
        else:
            self.raise_window()

    def on_crash(self, path: str) -> None:
        """Say that something went wrong in the window itself."""
        where = tr(" A note without content lies in {path}.").format(path=path) if path else ""
        self.shell.note(tr("Something in this window went wrong; it goes on.") + where)

    def on_session_end(self) -> None:
        """The system is shutting down: keep the window's place."""
        self.shell.keeps_running = False

    def _finish_start(self) -> None:
        """What can wait until the window has been painted."""
        if self.tray.available:
            self.tray.show()
            self.shell.keeps_running = True
        self.hotkey = find_hotkey(QGuiApplication.platformName())
        if isinstance(self.hotkey, X11HotKey):
            self.hotkey.pressed.connect(self.open_recall)
        if self.preferences.notice:
            words = tr("The window's own settings could not be read; they were kept as {name}.")
            self.shell.note(words.format(name=self.preferences.notice))

    def _add_pages(self) -> None:
        self.shell.add_face(Stage.FIRST_RUN, self._make_first_run)
        self.shell.add_face(Stage.LOCKED, self._make_unlock)
        self.shell.add_page(Place.ASK, self._make_ask)
        self.shell.add_page(Place.IMPORT, self._make_import)
        self.shell.add_page(Place.HEALTH, self._make_health)
        self.shell.add_page(Place.SETTINGS, self._make_settings)

    def _connect(self) -> None:
        self.link.moved.connect(self._on_link)
        self.link.pushed.connect(self._on_push)
        self.link.resync.connect(self._on_resync)
        self.session.on_change = self._on_session
        self.session.on_stale = self._session_stale.ask
        self.imports.on_stale = self._imports_stale.ask
        self.unlocking.on_open = self.session.refresh
        self.shell.dropped.connect(self._on_dropped)
        self.shell.retry.connect(self.link.retry_now)
        self.shell.lock.connect(self.lock)
        self.shell.quit.connect(self.quit)
        self.shell.hidden.connect(self._on_hidden)
        self.tray.open.connect(self.raise_window)
        self.tray.recall.connect(self.open_recall)
        self.tray.pause.connect(self._pause)
        self.tray.resume.connect(self._resume)
        self.tray.lock.connect(self.lock)
        self.tray.quit.connect(self.quit)

    def lock(self) -> None:
        """Lock the vault; what was shown of it goes from the window."""
        self.unlocking.was_locked()
        self.link.call(Lock(), self._on_done, self._on_trouble)

    def _pause(self) -> None:
        self.link.call(Pause(minutes=PAUSE_MINUTES), self._on_done, self._on_trouble)

    def _resume(self) -> None:
        self.link.call(Resume(), self._on_done, self._on_trouble)

    def _on_done(self, _done: object) -> None:
        self.session.refresh_status()

    def _on_trouble(self, error: SecondMeError) -> None:
        self.shell.note(f"{error.title}. {error.message} {error.action}".strip())

    def _on_link(self, state: LinkState) -> None:
        self.session.link_moved(state, self.link.trouble)
        self.conversation.link_moved(state is LinkState.READY)
        if state is LinkState.READY:
            self._refresh_pages()

    def _on_push(self, push: PushParams) -> None:
        self.session.on_push(push)
        self.conversation.on_push(push)
        self.imports.on_push(push)
        self.setup.on_push(push)
        self.settings.on_push(push)

    def _on_resync(self) -> None:
        self.session.refresh()
        self._refresh_pages()

    def _on_session(self) -> None:
        status = self.session.status
        if status is not None:
            self._follow_first_run(status.vault)
        self.shell.refresh()
        self.tray.refresh(self.session)
        stage = self.session.stage
        if stage is not self._stage:
            self._stage = stage
            self._on_stage(stage)
        if stage is Stage.OPEN:
            self._suggest()

    def _follow_first_run(self, vault: VaultState) -> None:
        """Begin the first run without a vault, and leave it if one came from elsewhere."""
        if vault is VaultState.ABSENT:
            self.session.in_first_run = self.setup.step is not Step.FINISHED
        elif self.setup.step <= Step.PASSPHRASE and not self.setup.creating:
            self.session.in_first_run = False

    def _on_stage(self, stage: Stage) -> None:
        if stage is Stage.LOCKED:
            self._forget_content()
            self.unlocking.begin()
        elif stage is Stage.OPEN:
            self._refresh_pages()

    def _forget_content(self) -> None:
        """Nothing of a locked vault stays on the screen; what is being typed does."""
        from second_me.desktop.ask.page import AskPage  # noqa: PLC0415  (made already, if at all)

        ask = self.shell.pages.get(Place.ASK)
        if isinstance(ask, AskPage):
            ask.forget()
        self.recall.clear()
        if self.popup is not None:
            self.popup.hide()

    def _refresh_pages(self) -> None:
        if self.session.stage is not Stage.OPEN:
            return
        if Place.IMPORT in self.shell.pages:
            self.imports.refresh()
        if Place.SETTINGS in self.shell.pages:
            self.settings.refresh()
        if Place.HEALTH in self.shell.pages:
            self.health.refresh()

    def _suggest(self) -> None:
        from second_me.desktop.ask.page import AskPage  # noqa: PLC0415  (made already, if at all)

        ask = self.shell.pages.get(Place.ASK)
        status = self.session.status
        if isinstance(ask, AskPage) and status is not None:
            questions = self._questions()
            ask.suggest(questions, has_memories=status.counts.events > 0)

    def _questions(self) -> tuple[str, ...]:
        """Return the sample's own questions while the sample is what memory holds."""
        if self.sample is not None and self.sample.holds(self.session.sources.values()):
            return self.sample.questions
        return general()

    def _make_first_run(self) -> QWidget:
        from second_me.desktop.first_run.page import FirstRunPage  # noqa: PLC0415  (shown once)

        page = FirstRunPage(self.theme, self.setup, self.sample)
        page.finished.connect(self._on_first_run_finished)
        page.sample.connect(self._on_sample)
        return page

    def _make_unlock(self) -> QWidget:
        from second_me.desktop.unlock.page import UnlockPage  # noqa: PLC0415  (when locked)

        return UnlockPage(self.theme, self.unlocking)

    def _make_ask(self) -> QWidget:
        from second_me.desktop.ask.page import AskPage  # noqa: PLC0415  (after first paint)

        page = AskPage(self.theme, self.conversation, self.session, self.link)
        page.import_wanted.connect(self._on_import_wanted)
        QTimer.singleShot(0, self._suggest)
        return page

    def _make_import(self) -> QWidget:
        from second_me.desktop.importing.page import ImportPage  # noqa: PLC0415  (when shown)

        page = ImportPage(self.theme, self.imports)
        self.imports.refresh()
        return page

    def _make_health(self) -> QWidget:
        from second_me.desktop.settings.page import HealthPage  # noqa: PLC0415  (when shown)

        page = HealthPage(self.theme, self.health)
        self.health.refresh()
        return page

    def _make_settings(self) -> QWidget:
        from second_me.desktop.settings.page import LookRow, SettingsPage  # noqa: PLC0415  (when shown)

        look = LookRow(self.theme, self.preferences.now)
        look.theme_chosen.connect(self._on_theme)
        look.scale_chosen.connect(self._on_scale)
        page = SettingsPage(self.theme, self.settings, look)
        self.settings.refresh()
        return page

    def _on_theme(self, choice: str) -> None:
        self.theme.choose(ThemeChoice(choice))
        self.preferences.change(theme=ThemeChoice(choice))

    def _on_scale(self, scale: int) -> None:
        self.preferences.change(scale=scale)

    def _on_first_run_finished(self, paths: list[str]) -> None:
        self.setup.step = Step.FINISHED
        self.session.in_first_run = False
        self.shell.place = Place.IMPORT if paths else Place.ASK
        if paths:
            self.imports.start(paths)
        self.session.refresh()
        self._on_session()

    def _on_sample(self) -> None:
        if self.sample is not None:
            for part in self.sample.parts:
                self.imports.begin(
                    StartImport(
                        path=part.path,
                        format=part.format,
                        owner=self.sample.owner,
                        date_order=part.date_order,
                    )
                )
        self._on_first_run_finished([])

    def _on_import_wanted(self) -> None:
        self.shell.go(Place.IMPORT)

    def _on_dropped(self, paths: list[str]) -> None:
        from second_me.desktop.importing.page import ImportPage  # noqa: PLC0415  (made already)

        page = self.shell.page(Place.IMPORT)
        if isinstance(page, ImportPage):
            page.start(paths)

    def _on_recall_asked(self, question: str) -> None:
        from second_me.desktop.ask.page import AskPage  # noqa: PLC0415  (after first paint)

        self.raise_window()
        self.shell.go(Place.ASK)
        ask = self.shell.page(Place.ASK)
        if isinstance(ask, AskPage):
            ask.ask(question)

    def _on_hidden(self) -> None:
        if not self.preferences.now.told_about_tray:
            self.preferences.change(told_about_tray=True)
            self.tray.tell_hidden()
