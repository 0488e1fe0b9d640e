"""The whole recorder as a person runs it: afterwards no key is on disk, or was printed, anywhere."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest

from fakeai import FakeAI
from fakeai.recording.store import Store
from tests.recording.making import make_body
from tests.recording.secrets import CORPUS, ENVIRONMENT, OWN_KEY, PATTERNS, core

SECRETS = {kind: core(secret) for kind, secret in CORPUS.items()}


def ask(url: str, secret: str) -> None:
    """Ask with a secret in every part of a request that a client can put one in."""
    nested = json.dumps({"a": json.dumps({"note": secret})})
    body = make_body(f"echo {secret}", metadata={"nested": nested, "token": secret}, stream=True)
    for path in ("/v1/chat/completions", f"/v1/chat/completions?note={quote(secret)}", f"/v1/{quote(secret, safe='')}"):
        headers = {
            "authorization": f"Bearer {OWN_KEY}",
            "openai-beta": secret,
            "cookie": f"session={OWN_KEY}",
            "content-type": "application/json",
        }
        try:
            with urllib.request.urlopen(
                urllib.request.Request(url + path, json.dumps(body).encode(), headers)
            ) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            with error:
                error.read()


@pytest.mark.slow
@pytest.mark.parametrize("redact", [True, False], ids=["redacted", "refused"])
def test_no_secret_is_left_anywhere(tmp_path: Path, redact: bool) -> None:
    (tmp_path / "tmp").mkdir()
    environment = {**os.environ, **ENVIRONMENT, "TMPDIR": str(tmp_path / "tmp")}
    with FakeAI(style="echo") as upstream:
        command = [
            sys.executable, "-m", "fakeai", "record", "x.yaml", "--upstream", upstream.url, "--port", "0",
            "--record-errors", *(["--redact"] if redact else []), *(f"--secret={pattern}" for pattern in PATTERNS),
        ]  # fmt: skip
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path, env=environment
        ) as process:
            assert process.stdout is not None
            url = next(found[0] for line in process.stdout if (found := re.search(r"http://127.0.0.1:\d+", line)))
            for secret in CORPUS.values():
                ask(url, secret)
            process.send_signal(signal.SIGINT)
            printed = process.stdout.read()
    assert process.returncode == (0 if redact else 1)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    texts = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in files} | {"printed": printed}
    assert [(name, kind) for name, text in texts.items() for kind, secret in SECRETS.items() if secret in text] == []
    recorded = Store(tmp_path / "x.yaml").load().exchanges
    assert len(recorded) == (3 * len(CORPUS) if redact else 0)
