"""The person's settings as the vault holds them, at hand without reading it each time."""

from collections.abc import Callable

from second_me.core.protocol.system import SettingView
from second_me.core.settings import DECLARED, Value, find
from second_me.vault.vault import Vault


class Preferences:
    """Declared settings with their values; `applied` is told of each change."""

    def __init__(self, vault: Vault, applied: Callable[[], None]) -> None:
        self._vault = vault
        self._applied = applied
        self._values = vault.read(lambda session: session.settings.all())

    def change(self, key: str, value: Value) -> None:
        """Set a setting. Raises PersonFault for an unknown key or a value that does not fit."""
        checked = find(key).check(value)
        self._vault.write(lambda session: session.settings.set(key, checked))
        self._values[key] = checked
        self._applied()

    def value(self, key: str) -> Value:
        """Return what is set, else the default."""
        setting = find(key)
        value = self._values.get(key, setting.default)
        return value if type(value) is type(setting.default) else setting.default

    def text(self, key: str) -> str:
        return str(self.value(key))

    def number(self, key: str) -> int:
        return int(self.value(key))

    def flag(self, key: str) -> bool:
        return bool(self.value(key))

    def views(self) -> tuple[SettingView, ...]:
        """Return all settings as the settings page shows them."""
        return tuple(
            SettingView(
                key=setting.key,
                value=self.value(setting.key),
                default=setting.default,
                label=setting.label,
                help=setting.help,
                choices=setting.choices,
                minimum=setting.minimum,
                maximum=setting.maximum,
            )
            for setting in DECLARED
        )
