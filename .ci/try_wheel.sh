#!/usr/bin/env bash
# Try an installed wheel as a user would: .ci/try_wheel.sh BIN WORK, where BIN is a virtual environment's bin.
set -euo pipefail
bin=$1
work=$2
fixtures=$PWD/fixtures
here=$PWD/.ci
cd "$work" # so that `import fakeai` can only find the wheel

"$bin/fakeai" --version
"$bin/fakeai" check "$fixtures"
"$bin/fakeai" schema | "$bin/python" -m json.tool >/dev/null
"$bin/python" "$here/first_request.py" "$bin/fakeai"

cat >test_wheel.py <<'PYTHON'
import json
import urllib.request


def test_the_plugin_works(fakeai_server):
    fakeai_server.on(user="hello").reply("Hello from the wheel")
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}]}).encode()
    headers = {"authorization": "Bearer sk-test", "content-type": "application/json"}
    request = urllib.request.Request(fakeai_server.openai_base_url + "/chat/completions", body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.load(answer)["choices"][0]["message"]["content"] == "Hello from the wheel"
PYTHON
"$bin/python" -m pytest -q test_wheel.py
