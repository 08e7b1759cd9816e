"""Settings, declared once: the settings page, validation and documents come from here."""

from typing import Final

import msgspec

from second_me.core.errors import PersonFault

Value = bool | int | float | str


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting. Its type is its default's type."""

    key: str
    default: Value
    label: str
    help: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def check(self, value: Value) -> Value:
        """Return `value` in this setting's type. Raises PersonFault if it cannot be one."""
        kind = type(self.default)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise self._refusal(f"It takes a value of type {kind.__name__}.")
        if self.choices and value not in self.choices:
            raise self._refusal(f"It is one of: {', '.join(self.choices)}.")
        if not isinstance(value, str):
            if self.minimum is not None and value < self.minimum:
                raise self._refusal(f"It is at least {self.minimum:g}.")
            if self.maximum is not None and value > self.maximum:
                raise self._refusal(f"It is at most {self.maximum:g}.")
        return value

    def _refusal(self, why: str) -> PersonFault:
        return PersonFault("Setting not changed", f"{self.label} ({self.key}): {why}")


DECLARED: Final = (
    Setting(
        key="owner.name",
        default="",
        label="Your name",
        help="As it stands in your chats, so that your own messages are known as yours.",
    ),
    Setting(
        key="owner.country",
        default="",
        label="Your country",
        help="Two letters, as DE or CN: telephone numbers without a country code are of it.",
    ),
    Setting(
        key="lock.after_minutes",
        default=0,
        label="Lock when idle",
        help="Minutes without use after which the vault locks itself; 0 means never.",
        minimum=0,
        maximum=24 * 60,
    ),
    Setting(
        key="lock.with_screen",
        default=True,
        label="Lock with the screen",
        help="Lock the vault when the screen is locked.",
    ),
    Setting(
        key="lock.on_sleep",
        default=True,
        label="Lock before sleep",
        help="Lock the vault before the computer goes to sleep.",
    ),
    Setting(
        key="work.on_battery",
        default=False,
        label="Work on battery",
        help="Go on reading memories in the background while the computer runs on battery.",
    ),
    Setting(
        key="work.extract",
        default=True,
        label="Draw out facts",
        help="Let the model read new events in the background and propose facts.",
    ),
    Setting(
        key="recall.learn",
        default=True,
        label="Learn from what I open",
        help="Let what you open, copy, confirm or mark as wrong decide what is found first.",
    ),
    Setting(
        key="ask.keep",
        default=True,
        label="Keep what I ask",
        help="Keep questions and answers in the vault, to be found again; off keeps no new ones.",
    ),
    Setting(
        key="model.base",
        default="",
        label="Language model",
        help="Which model answers and draws out facts; empty means the default one.",
    ),
    Setting(
        key="model.threads",
        default=0,
        label="Processor threads",
        help="How many threads the model may use; 0 means one less than the free cores.",
        minimum=0,
        maximum=64,
    ),
    Setting(
        key="model.gpu",
        default=True,
        label="Use the graphics processor",
        help="Run the model on Metal where there is one; it falls back to the processor.",
    ),
    Setting(
        key="model.unload_after_seconds",
        default=300,
        label="Free the model when idle",
        help="Seconds without a question after which the model leaves the memory.",
        minimum=10,
        maximum=86_400,
    ),
    Setting(
        key="backup.every_hours",
        default=24,
        label="Back up",
        help="Hours between automatic encrypted backups; 0 means only when you ask.",
        minimum=0,
        maximum=24 * 30,
    ),
    Setting(
        key="backup.daily",
        default=7,
        label="Daily backups",
        help="How many of the last days keep their newest automatic backup.",
        minimum=1,
        maximum=100,
    ),
    Setting(
        key="backup.weekly",
        default=4,
        label="Weekly backups",
        help="How many of the last weeks keep their newest automatic backup.",
        minimum=0,
        maximum=100,
    ),
    Setting(
        key="backup.monthly",
        default=12,
        label="Monthly backups",
        help="How many of the last months keep their newest automatic backup.",
        minimum=0,
        maximum=120,
    ),
    Setting(
        key="backup.verify",
        default=True,
        label="Try backups out",
        help="Restore each automatic backup into a place of its own before older ones are removed.",
    ),
    Setting(
        key="privacy.confirm",
        default=True,
        label="Ask who it is",
        help="Ask for your passphrase before erasing, exporting and showing everything at once.",
    ),
)

SETTINGS: Final = {setting.key: setting for setting in DECLARED}


def find(key: str) -> Setting:
    """Return a declared setting. Raises PersonFault for an unknown key."""
    setting = SETTINGS.get(key)
    if setting is None:
        known = ", ".join(SETTINGS)
        raise PersonFault("No such setting", f"There is no setting {key!r}.", f"Known: {known}.")
    return setting
