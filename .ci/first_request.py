"""Start `fakeai serve` on a free port, ask it something over HTTP, and stop it: first_request.py FAKEAI."""

import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterable


def main(fakeai: str) -> None:
    with subprocess.Popen([fakeai, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            ask(find_url(server.stdout))
        finally:
            server.send_signal(signal.SIGTERM)
        server.stdout.read()  # until it ends
    if server.returncode != 0:
        sys.exit(f"fakeai serve ended with {server.returncode}")


def find_url(lines: Iterable[str]) -> str:
    for line in lines:
        print(line, end="")
        if found := re.search(r"OPENAI_BASE_URL=(http://\S+)", line):
            return found[1]
    sys.exit("fakeai serve printed no address")


def ask(url: str) -> None:
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}]}).encode()
    headers = {"authorization": "Bearer sk-test", "content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/chat/completions", body, headers), timeout=10) as answer:
        text = json.load(answer)["choices"][0]["message"]["content"]
    if not text:
        sys.exit("fakeai serve answered with no text")
    print("answered:", text)


if __name__ == "__main__":
    main(sys.argv[1])
