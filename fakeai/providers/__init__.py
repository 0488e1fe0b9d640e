"""One file per system that fakeai serves; this tuple lists them all. A test compares it with the folder."""

from collections.abc import Mapping
from difflib import get_close_matches

from fakeai.errors import SettingError
from fakeai.providers.bifrost import BIFROST
from fakeai.providers.contract import Provider, Switch
from fakeai.providers.lightningrod import LIGHTNINGROD
from fakeai.providers.lighton import LIGHTON
from fakeai.providers.openai import OPENAI
from fakeai.providers.radis import RADIS

PROVIDERS: tuple[Provider, ...] = (OPENAI, LIGHTNINGROD, LIGHTON, RADIS, BIFROST)

Setting = str | bool
"""What a switch can be set to."""


def configured(settings: Mapping[str, Setting]) -> tuple[Provider, ...]:
    """All providers, with switches set by "provider.switch". Raises SettingError for a name or value there is not."""
    chosen: dict[str, dict[str, str | bool]] = {provider.name: _defaults(provider) for provider in PROVIDERS}
    known = {f"{provider.name}.{switch.name}": switch for provider in PROVIDERS for switch in provider.switches}
    for name, value in settings.items():
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known) or 'none'}"
            raise SettingError(f"unknown switch {name!r}; {hint}")
        owner, _, switch = name.partition(".")
        chosen[owner][switch] = _value(name, known[name], value)
    return tuple(
        provider if provider.build is None or chosen[provider.name] == _defaults(provider)
        else provider.build(chosen[provider.name])
        for provider in PROVIDERS
    )  # fmt: skip


def _defaults(provider: Provider) -> dict[str, str | bool]:
    return {switch.name: switch.default for switch in provider.switches}


def _value(name: str, switch: Switch, value: Setting) -> Setting:
    if isinstance(switch.default, bool):
        words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
        meant = value if isinstance(value, bool) else words.get(value.lower())
        if meant is None:
            raise SettingError(f"switch {name!r} is on or off, not {value!r}")
        return meant
    if not isinstance(value, str) or (switch.values and value not in switch.values):
        raise SettingError(f"switch {name!r} is one of {', '.join(switch.values) or 'any text'}, not {value!r}")
    return value
