"""The composition root: builds the window's parts and ties them together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from second_me.core.clock import Clock
from second_me.core.errors import SecondMeError
from second_me.core.protocol.fill import Plan
from second_me.core.protocol.fill import Stage as PlanStage
from second_me.core.protocol.pushes import PushParams
from second_me.core.protocol.system import Pause, Resume, VaultState
from second_me.core.protocol.vault import Lock
from second_me.desktop.calling import ignore
from second_me.desktop.first_run.setup import Step
from second_me.desktop.hotkeys import HotKey, find_hotkey
from second_me.desktop.link import AgentLink, LinkState
from second_me.desktop.pages import Pages, load_modules, prepare_widgets
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.rail import Place
from second_me.desktop.session import Stage
from second_me.desktop.shell import Shell
from second_me.desktop.slices import Slices
from second_me.desktop.tasks import Tasks
from second_me.desktop.theme import Theme
from second_me.desktop.throttle import Throttle
from second_me.desktop.translation import tr
from second_me.desktop.tray import PAUSE_MINUTES, Tray
from second_me.desktop.view_models import ViewModels

if TYPE_CHECKING:
    from second_me.desktop.quick_recall.giving import Giving
    from second_me.desktop.quick_recall.popup import RecallPopup

_STALE_MS = 250
_COMES_UP_MS = 800
"""How long a window manager has to let the window come up before the tray says so."""


class Desktop(QObject):
    """Everything of the window but the process. `start` shows it, `close` ends it."""

    quit = Signal()

    def __init__(  # noqa: PLR0917  (the parts of a window)
        self,
        app: QApplication,
        link: AgentLink,
        tasks: Tasks,
        preferences: PreferenceFile,
        clock: Clock,
        shell: Shell | None = None,
    ) -> None:
        """Tie all to a frame that is shown already, or to one of its own."""
        super().__init__(app)
        self.link = link
        self.tasks = tasks
        self.preferences = preferences
        self.shell = shell or Shell(Theme(app, preferences.now.theme), preferences)
        self.theme = self.shell.theme
        models = ViewModels(link, clock, tasks.run)
        self.models = models
        self.session = models.session
        self.conversation = models.conversation
        self.imports = models.imports
        self.setup = models.setup
        self.unlocking = models.unlocking
        self.recall = models.recall
        self.settings = models.settings
        self.health = models.health
        self.learned = models.learned
        self.shell.attend(self.session)
        self.tray = Tray(self.theme, self)
        self.popup: RecallPopup | None = None
        self.giving: Giving | None = None
        self.hotkey: HotKey | None = None
        self._stage: Stage | None = None
        self._opened_by = 0
        self._session_stale = Throttle(self.session.freshen, _STALE_MS, self)
        self._imports_stale = Throttle(self.imports.refresh, _STALE_MS, self)
        self._idle = Slices(self)
        self._comes_up = QTimer(self)
        self._comes_up.setSingleShot(True)
        self._comes_up.setInterval(_COMES_UP_MS)
        self._comes_up.timeout.connect(self._on_not_up)
        self.pages = Pages(self.theme, self.shell, models, preferences)
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
        if self.giving is not None:
            self.giving.close()
        if self.popup is not None:
            self.popup.close()
            self.popup.deleteLater()
        self.shell.hide()
        self.shell.deleteLater()

    def open_recall(self) -> None:
        """Bring up quick recall, whether or not the window was ever shown."""
        if self.popup is None:
            from second_me.desktop.clipboard import PassingClipboard  # noqa: PLC0415  (rarely first)
            from second_me.desktop.quick_recall.giving import Giving  # noqa: PLC0415
            from second_me.desktop.quick_recall.popup import RecallPopup  # noqa: PLC0415
            from second_me.desktop.typing_out import find_typist  # noqa: PLC0415

            clipboard = PassingClipboard(QGuiApplication.clipboard(), self)
            typist = find_typist(QGuiApplication.platformName())
            self.giving = Giving(clipboard, typist, self)
            popup = RecallPopup(self.theme, self.recall, self.giving, self.session.source_name)
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
        self._idle.begin(self._prepare())
        if self.tray.available:
            self.tray.show()
            self.shell.keeps_running = True
        self.hotkey = find_hotkey(QGuiApplication.platformName(), self)
        self.hotkey.pressed.connect(self.open_recall)
        self.pages.key_trouble = self.hotkey.trouble
        if self.preferences.notice:
            words = tr("The window's own settings could not be read; they were kept as {name}.")
            self.shell.note(words.format(name=self.preferences.notice))

    def _prepare(self) -> Iterator[None]:
        yield from prepare_widgets()
        self.tasks.run(load_modules, ignore, ignore)

    def _connect(self) -> None:
        self.link.moved.connect(self._on_link)
        self.link.pushed.connect(self._on_push)
        self.link.resync.connect(self._on_resync)
        self.session.on_change = self._on_session
        self.session.on_stale = self._session_stale.ask
        self.imports.on_stale = self._imports_stale.ask
        self.unlocking.on_open = self.session.refresh
        self.models.filling.on_asked = self._on_form
        self.pages.left_first_run.connect(self._on_session)
        self.models.care.wiping.on_wiped = self._on_wiped
        self.models.care.wiping.on_end = self.quit.emit
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

    def _on_wiped(self) -> None:
        """All is destroyed: bring back neither the agent nor a file of the window's own."""
        self.shell.keeps_running = False
        self.preferences.keep = False
        self.link.close()

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
            self.pages.refresh()

    def _on_push(self, push: PushParams) -> None:
        self.models.on_push(push)

    def _on_resync(self) -> None:
        self.session.refresh()
        self.pages.refresh()

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
            self.pages.suggest()

    def _follow_first_run(self, vault: VaultState) -> None:
        """Begin the first run without a vault, and leave it if one came from elsewhere."""
        if vault is VaultState.ABSENT:
            self.session.in_first_run = self.setup.step is not Step.FINISHED
        elif self.setup.step <= Step.PASSPHRASE and not self.setup.creating:
            self.session.in_first_run = False

    def _on_stage(self, stage: Stage) -> None:
        if stage is Stage.LOCKED:
            self.pages.forget_content()
            if self.popup is not None:
                self.popup.hide()
            if self.giving is not None:
                self.giving.forget()
            self._begin_unlocking()
        elif stage is Stage.OPEN:
            self._opened_by = self.session.status.pid if self.session.status else 0
            self.pages.refresh()

    def _begin_unlocking(self) -> None:
        """Let the keyring open the vault of an agent that has just come, and only then.

        A vault that was open under this agent was locked on purpose: by the person, from
        another program, or because nobody used it.
        """
        status = self.session.status
        if status is not None and status.pid == self._opened_by:
            self.unlocking.was_locked()
        else:
            self.unlocking.begin()

    def _on_recall_asked(self, question: str) -> None:
        self.raise_window()
        self.pages.ask(question)

    def _on_form(self, _plan: Plan) -> None:
        """Come up with the plan that a page waits for."""
        self.shell.go(Place.FILL)
        self.raise_window()
        self._comes_up.start()

    def _on_not_up(self) -> None:
        plan = self.models.filling.current
        if plan is not None and plan.stage is PlanStage.WAITING and not self.shell.isActiveWindow():
            self.tray.tell_asked()

    def _on_hidden(self) -> None:
        if not self.preferences.now.told_about_tray:
            self.preferences.change(told_about_tray=True)
            self.tray.tell_hidden()
