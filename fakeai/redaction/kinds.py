"""What secrets look like: one row a kind."""

from __future__ import annotations

import re
from typing import NamedTuple

_START = r"(?<![A-Za-z0-9])"


class Kind(NamedTuple):
    """A kind of secret. A text without any of the `hints` holds none of it, which is quicker told than by `pattern`.

    Where the pattern has a group, that is the secret; else all of it is.
    """

    name: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _kind(name: str, hints: str, pattern: str) -> Kind:
    return Kind(name, tuple(hints.split()), re.compile(pattern, re.DOTALL))


KINDS = (
    _kind("private key", "-----BEGIN",
          r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----)?"),
    _kind("Anthropic key", "sk-", _START + r"sk-ant-[A-Za-z0-9_-]{16,}"),
    _kind("Stripe key", "k_live_ k_test_", _START + r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    _kind("OpenAI key", "sk-", _START + r"sk-(?=[A-Za-z_-]*[0-9A-Z])[A-Za-z0-9_-]{16,}"),
    # As error bodies repeat it: its beginning and its last letters.
    _kind("part of a key", "sk-",
          _START + r"sk-[A-Za-z0-9_-]{0,40}(?:\*{2,}|\.{3}(?=\w))[A-Za-z0-9*_-]*"),
    _kind("Google key", "AIza", _START + r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),  # longer in noise
    _kind("Google token", "ya29.", _START + r"ya29\.[A-Za-z0-9_-]{20,}"),
    _kind("AWS key", "AKIA ASIA ABIA ACCA", _START + r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    _kind("AWS secret", "ecret ECRET",
          r"(?i:secret_?(?:access_?)?key)[\"'\\ :=]{1,8}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])"),
    _kind("AWS secret", "AKIA ASIA",
          _START + r"A[KS]IA[A-Z0-9]{16}[\"'\\ :;,|/\n]{1,8}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])"),
    _kind("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
          _START + r"(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})"),
    _kind("GitLab token", "glpat-", _START + r"glpat-[A-Za-z0-9_-]{20,}"),
    _kind("Slack token", "xox", _START + r"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
    _kind("Hugging Face token", "hf_", _START + r"hf_[A-Za-z0-9]{30,}"),
    _kind("provider key", "sk_ xai- plx- api- r8_ fw_ csk-",
          _START + r"(?:gsk_|xai-|pplx-|nvapi-|r8_|fw_|csk-)[A-Za-z0-9_-]{24,}"),
    _kind("JWT", "eyJ", _START + r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}"),
    _kind("bearer token", "earer EARER",
          r"(?:(?<=[Bb]earer )|(?<=BEARER )|(?<=[Bb]earer%20))(?=[A-Za-z._~+/-]*\d)[A-Za-z\d._~+/-]{16,}=*"),
    _kind("basic credentials", "asic",
          r"(?<=[Bb]asic )(?=[A-Za-z+/]*[\dA-Z])(?:[A-Za-z\d+/]{4}){4,}(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?"),
    _kind("password in a URL", "://", r"(?<=://)[^/\s:@\"'\\<>]+:[^/\s@\"'\\<>]+(?=@)"),
    _kind("key in a URL", "key= KEY= token= secret= word=",
          r"[?&](?i:key|api[_-]?key|access_token|token|secret|password)=((?=[A-Za-z_.~+-]*\d)[A-Za-z\d_.~+-]{12,})"),
)  # fmt: skip
"""In the order of their right: of two that find the same, the first is named."""

ENCODED = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{20,}+={0,2}")
"""A word that may be base64 of something."""

_ENCODED_TOO = ("sk-", "AIza", "AKIA", "ghp_", "hf_", "xoxb", "eyJ", "Bearer ", "-----BEGIN")
_FIELD = re.compile(
    r"(?:x?api(?:key|token)|(?:client|shared|app)?secret|(?:secret)?accesskey|secretkey|privatekey|password|passwd|"
    r"passphrase|(?:access|refresh|auth|bearer|session|security)token|authorization)"
)
FIELD_HINTS = ('ey"', 'EY"', 'oken"', 'OKEN"', 'ecret"', 'ECRET"', 'word"', 'WORD"', 'sswd"', 'phrase"', 'ization"')
"""What a text holds if there is a key in it that names its value a secret."""


def names_a_secret(key: str) -> bool:
    """Whether a key of JSON says that its value is secret: `api_key`, `clientSecret`, `password`."""
    if len(key) > 40:
        return False
    return _FIELD.fullmatch(key.replace("_", "").replace("-", "").lower()) is not None


def in_base64(text: str) -> tuple[str, ...]:
    """What base64 holds if this text is somewhere in what it encodes, by where that may begin."""
    import base64

    data, found = text.encode("utf-8", "surrogateescape"), []
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        end = (before + len(data)) * 8 // 6  # what follows the text has a part in the letter after this one
        found.append(encoded[(before * 8 + 5) // 6 : end])
    return tuple(found)


ENCODED_HINTS = tuple(it for text in _ENCODED_TOO for it in in_base64(text))
"""What a text holds in which a key of the commoner kinds is base64."""

HINTS = tuple(dict.fromkeys((*(hint for kind in KINDS for hint in kind.hints), *ENCODED_HINTS)))
"""A text without any of these holds nothing that looks like a secret: what nearly all texts are spared by."""
