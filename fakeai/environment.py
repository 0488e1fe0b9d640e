"""The environment variables that make SDKs talk to a fake server, past any proxy."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

# Variables of SDKs whose providers are not faked here (yet): a client that strays gets a 404 from the fake, and neither
# reaches the network nor sees a real key. Mistral's SDK has a variable for its key alone.
_ELSEWHERE = {
    "ANTHROPIC_BASE_URL": "{url}",
    "ANTHROPIC_API_KEY": "{key}",
    "CO_API_URL": "{url}",
    "CO_API_KEY": "{key}",
    "GOOGLE_GEMINI_BASE_URL": "{url}",
    "GOOGLE_API_KEY": "{key}",
    "GEMINI_API_KEY": "{key}",
    "GROQ_BASE_URL": "{url}",
    "GROQ_API_KEY": "{key}",
    "MISTRAL_API_KEY": "{key}",
    "OLLAMA_HOST": "{url}",
}
# Only replaced, never added: `openai`'s module-level client refuses to choose when both kinds of credentials are set.
_REPLACED = {"AZURE_OPENAI_ENDPOINT": "{url}", "AZURE_OPENAI_API_KEY": "{key}"}
# The OpenAI Agents SDK would report every run to api.openai.com, whatever its base URL.
_QUIET = {"OPENAI_AGENTS_DISABLE_TRACING": "1"}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def variables(
    base_urls: Iterable[tuple[Mapping[str, str], str]], *, url: str, key: str, real_keys: bool
) -> dict[str, str]:
    """Every variable with its value, for a server at `url`.

    base_urls: the variables of a provider as templates, and its base URL; a later one wins. key: what stands for every
    key; real_keys: keys that the environment has are left as they are. The variables of providers that are not faked
    are among them, so that no client reaches the network by mistake.
    """
    templates: dict[str, tuple[str, str]] = {name: (template, url) for name, template in _ELSEWHERE.items()}
    templates |= {name: (template, url) for name, template in _REPLACED.items() if name in os.environ}
    for provider, base_url in base_urls:
        templates |= {name: (template, base_url) for name, template in provider.items()}
    filled = {
        name: template.format(url=url, base_url=base_url, key=key) for name, (template, base_url) in templates.items()
    }
    if real_keys:
        filled = {name: os.environ.get(name, value) if "KEY" in name else value for name, value in filled.items()}
    return filled | _QUIET | {name: _without_proxy(os.environ.get(name, "")) for name in ("NO_PROXY", "no_proxy")}


def _without_proxy(hosts: str) -> str:
    known = [host.strip() for host in hosts.split(",") if host.strip()]
    return ",".join([*known, *(host for host in _LOOPBACK if host not in known)])
