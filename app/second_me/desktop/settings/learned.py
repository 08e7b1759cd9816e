"""What the agent has learned from what the person opens, and forgetting it."""

from collections.abc import Callable

from second_me.core.changes import Topic
from second_me.core.errors import SecondMeError
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.protocol.recall import GetLearning, Learning, ResetLearning
from second_me.desktop import reasons
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.translation import tr, tr_count

_SHOWN = 4


class Learned:
    """Keeps what was learned in words. To forget it takes two steps: ask, then confirm."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._learning = Learning(results=0, acts=0)
        self.asking = False
        self.error = ""
        self.on_change: Callable[[], None] = _nothing

    @property
    def any(self) -> bool:
        return self._learning.results > 0

    @property
    def words(self) -> str:
        """Return what was learned, or what would be."""
        if self.asking:
            return tr("Forget all of it? What is found then stands as for somebody new.")
        if not self.any:
            return tr("Nothing yet. What you open, copy or confirm teaches what to show first.")
        found = tr_count(
            "Learnt from 1 search.", "Learnt from %n searches.", self._learning.results
        )
        leanings = ", ".join(reasons.leaning(one) for one in self._learning.leanings[:_SHOWN])
        return found + (" " + tr("Shown first: {what}.").format(what=leanings) if leanings else "")

    def refresh(self) -> None:
        self._caller.call(GetLearning(), self._on_learning, ignore)

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and Topic.LEARNING in push.changes.topics:
            self.refresh()

    def ask(self, asking: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        """Ask whether to forget, or leave it."""
        self.asking = asking
        self.error = ""
        self.on_change()

    def forget(self) -> None:
        """Forget what was learned, once asked."""
        if self.asking:
            self._caller.call(ResetLearning(), self._on_reset, self._on_refused)

    def _on_learning(self, learning: Learning) -> None:
        self._learning = learning
        self.on_change()

    def _on_reset(self, _forgotten: Learning) -> None:
        self.asking = False
        self._learning = Learning(results=0, acts=0)
        self.on_change()

    def _on_refused(self, error: SecondMeError) -> None:
        self.asking = False
        self.error = f"{error.message} {error.action}".strip()
        self.on_change()


def _nothing() -> None:
    pass
