"""The first-run assistant as a page, and its steps that are not about keys."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from second_me.desktop.first_run.secret_steps import ConfirmStep, PassphraseStep, RecoveryStep
from second_me.desktop.first_run.setup import FirstRun, Step
from second_me.desktop.first_run.step import StepView
from second_me.desktop.importing.imports import running_line
from second_me.desktop.sample_life import SampleLife
from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Callout, ChoiceButton, Icon, Label, PushButton, Reading, label
from second_me.desktop.wording import size


class WelcomeStep(StepView):
    """What it is, and what never leaves. `restore`: there is a backup, of another machine say."""

    restore = Signal()

    def __init__(self, theme: Theme, setup: FirstRun) -> None:
        super().__init__(
            theme,
            tr("Welcome to Second Me"),
            tr("A memory of your own: it keeps what you write, receive and save, and answers."),
        )
        self._setup = setup
        for icon, title, words in (
            (
                "shield",
                tr("It stays on this computer"),
                tr("No account, no cloud, no network. Everything is encrypted on your disk."),
            ),
            (
                "document",
                tr("It answers with evidence"),
                tr("Each answer shows the memories it rests on, or says that there are none."),
            ),
            (
                "undo",
                tr("It forgets when you say so"),
                tr("Whatever you bring in can be taken out again."),
            ),
        ):
            self.column.addLayout(self._promise(icon, title, words))
            self.column.addSpacing(Space.S)
        self._next = PushButton(tr("Begin"), "primary")
        self._next.clicked.connect(self._go_on)
        backup = PushButton(tr("I have a backup…"), "quiet")
        backup.clicked.connect(self.restore)
        self.add_buttons(backup, self._next)

    def enter(self) -> None:
        self._next.setFocus()

    def _promise(self, icon: str, title: str, words: str) -> QHBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.HAIR)
        column.addWidget(Label(title, "heading"))
        column.addWidget(label(words, "quiet"))
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(Icon(self.theme, icon, "accent", 24), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        return row

    def _go_on(self) -> None:
        self._setup.go(Step.PASSPHRASE)


class ModelStep(StepView):
    """Whether a language model is there, and how to get one."""

    def __init__(self, theme: Theme, setup: FirstRun) -> None:
        super().__init__(
            theme, tr("The language model"), tr("It reads and writes for you, on this computer.")
        )
        self._setup = setup
        self._line = Callout(theme)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of the download"))
        self._rate = Label("", "caption")
        self._fetch = PushButton("", theme=theme, icon="save")
        self._fetch.clicked.connect(self._on_fetch)
        self._next = PushButton(tr("Go on"), "primary")
        self._next.clicked.connect(self._go_on)
        for part in (self._line, self._bar, self._rate):
            self.column.addWidget(part)
        self.column.addWidget(self._fetch, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_buttons(self._next)

    def enter(self) -> None:
        self._next.setFocus()

    def refresh(self) -> None:
        setup = self._setup
        error = setup.download_error
        if error is not None:
            self._line.say(f"{error.title}. {error.message} {error.action}".strip(), "problem")
        else:
            calm = setup.models is None or setup.model is not None
            self._line.say(setup.model_line(), "calm" if calm else "notice")
        progress = setup.download
        for part in (self._bar, self._rate):
            part.setVisible(progress is not None)
        if progress is not None:
            self._bar.setRange(0, 1000 if progress.total else 0)
            self._bar.setValue(round(1000 * progress.done / max(progress.total, 1)))
            self._rate.setText(running_line(progress))
        offered = setup.offered
        wanted = setup.models is not None and setup.model is None and offered is not None
        self._fetch.setVisible(wanted and progress is None)
        if offered is not None:
            words = tr("Download {name} ({size})")
            self._fetch.setText(words.format(name=offered.label, size=size(offered.size)))
        self._next.setText(tr("Go on without") if wanted else tr("Go on"))

    def _on_fetch(self) -> None:
        if self._setup.offered is not None:
            self._setup.fetch(self._setup.offered)

    def _go_on(self) -> None:
        self._setup.go(Step.MEMORIES)


class MemoriesStep(StepView):
    """The first memories: the person's own, the sample life, or none yet."""

    files = Signal(list)
    sample = Signal()
    later = Signal()

    def __init__(self, theme: Theme, sample: SampleLife | None) -> None:
        super().__init__(
            theme,
            tr("Bring in something to remember"),
            tr("A chat export, a folder of notes, mail. You can add more at any time."),
        )
        self._first = ChoiceButton(
            theme,
            "file",
            tr("Import a file"),
            tr("WhatsApp, mail, ChatGPT or Claude exports, text"),
        )
        folder = ChoiceButton(
            theme, "folder", tr("Import a folder"), tr("Notes in Markdown or plain text")
        )
        made_up = ChoiceButton(
            theme,
            "sample",
            tr("Try it with a made-up life"),
            tr("The memories of somebody who does not exist. They can be taken out again."),
        )
        later = PushButton(tr("Not now"), "quiet")
        self._first.clicked.connect(self._choose_file)
        folder.clicked.connect(self._choose_folder)
        made_up.clicked.connect(self.sample)
        later.clicked.connect(self.later)
        for part in (self._first, folder, made_up):
            self.column.addWidget(part)
        made_up.setVisible(sample is not None)
        self.add_buttons(later)

    def enter(self) -> None:
        self._first.setFocus()

    def _choose_file(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, tr("Choose files to import"))
        if paths:
            self.files.emit(paths)

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Choose a folder to import"))
        if path:
            self.files.emit([path])


class FirstRunPage(QWidget):
    """Shows a `FirstRun`. `finished` brings what to import; `sample` asks for the sample, and
    `restore` for a backup to begin with.
    """

    finished = Signal(list)
    sample = Signal()
    restore = Signal()

    def __init__(self, theme: Theme, setup: FirstRun, sample: SampleLife | None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._setup = setup
        self._sample = sample
        self._shown: Step | None = None
        # Each is made when it is first shown: all at once would hold up the window.
        self._steps: dict[Step, StepView] = {}
        self._place = Label("", "caption")
        self._stack = QStackedWidget()
        reading = Reading(width=Measure.FORM)
        reading.column.addStretch(2)
        reading.column.addWidget(Icon(theme, "logo", "accent", 40))
        reading.column.addWidget(self._place)
        reading.column.addWidget(self._stack)
        reading.column.addStretch(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(reading)
        setup.on_change = self.refresh
        self.refresh()

    def refresh(self) -> None:
        """Show the step as it stands."""
        step = self._setup.step
        if step is Step.FINISHED:
            return
        view = self._step(step)
        view.refresh()
        if step is not self._shown:
            self._shown = step
            frame = view.parentWidget()
            assert frame is not None
            self._stack.setCurrentWidget(frame)
            place = tr("Step {number} of {count}").format(number=step, count=Step.MEMORIES)
            self._place.setText(place if step else "")
            self._forget_passphrase(step)
            self.focus()

    def focus(self) -> None:
        if self._setup.step is not Step.FINISHED:
            self._step(self._setup.step).enter()

    def _step(self, step: Step) -> StepView:
        if step not in self._steps:
            self._steps[step] = self._make(step)
            self._stack.addWidget(_centred(self._steps[step]))
        return self._steps[step]

    def _make(self, step: Step) -> StepView:
        if step is Step.MEMORIES:
            memories = MemoriesStep(self._theme, self._sample)
            memories.files.connect(self.finished)
            memories.sample.connect(self.sample)
            memories.later.connect(self._on_later)
            return memories
        if step is Step.WELCOME:
            welcome = WelcomeStep(self._theme, self._setup)
            welcome.restore.connect(self.restore)
            return welcome
        make: dict[Step, Callable[[Theme, FirstRun], StepView]] = {
            Step.PASSPHRASE: PassphraseStep,
            Step.RECOVERY: RecoveryStep,
            Step.CONFIRM: ConfirmStep,
            Step.MODEL: ModelStep,
        }
        return make[step](self._theme, self._setup)

    def _forget_passphrase(self, step: Step) -> None:
        """Empty the fields once the keys are made."""
        asked = self._steps.get(Step.PASSPHRASE)
        if step > Step.PASSPHRASE and isinstance(asked, PassphraseStep):
            asked.forget()

    def _on_later(self) -> None:
        self.finished.emit([])


def _centred(step: StepView) -> QWidget:
    frame = QWidget()
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(step)
    column.addStretch(1)
    return frame
