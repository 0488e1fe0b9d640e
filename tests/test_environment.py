"""What FakeAI tells SDKs through the environment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakeai import FakeAI, SettingError


@pytest.fixture
def fake() -> Iterator[FakeAI]:
    with FakeAI() as fake:
        yield fake


def test_the_environment_points_every_sdk_at_the_fake(fake: FakeAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "example.com, localhost")
    monkeypatch.delenv("no_proxy", raising=False)
    environment = fake.environment()
    assert environment["OPENAI_BASE_URL"] == f"{fake.url}/v1" == fake.openai_base_url == fake.base_url("openai")
    assert environment["OPENAI_API_KEY"].startswith("sk-")
    assert environment["ANTHROPIC_BASE_URL"] == environment["OLLAMA_HOST"] == fake.url
    assert environment.pop("OPENAI_AGENTS_DISABLE_TRACING") == "1"  # it would go to api.openai.com whatever the URL
    assert environment["NO_PROXY"] == "example.com,localhost,127.0.0.1,::1"
    assert environment["no_proxy"] == "127.0.0.1,localhost,::1"
    assert all(
        value.startswith((fake.url, "sk-")) for name, value in environment.items() if "proxy" not in name.lower()
    )


def test_azure_variables_are_replaced_but_never_added(fake: FakeAI, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert "AZURE_OPENAI_ENDPOINT" not in fake.environment()
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://real.openai.azure.com")
    assert fake.environment()["AZURE_OPENAI_ENDPOINT"] == fake.url
    assert "AZURE_OPENAI_API_KEY" not in fake.environment()


def test_the_base_url_of_an_unknown_provider_is_a_setting_error(fake: FakeAI) -> None:
    with pytest.raises(SettingError, match=r"unknown provider 'opanai'; did you mean `openai`\?"):
        fake.base_url("opanai")
