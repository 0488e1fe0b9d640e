"""Made-up secrets of every kind that is known, put together here so that no scanner takes this file for a leak."""

from __future__ import annotations

_MIXED = "aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW"

CORPUS = {
    "OpenAI key": "sk-" + _MIXED,
    "OpenAI project key": "sk-proj-" + _MIXED + "_x-" + _MIXED,
    "Anthropic key": "sk-ant-" + "api03-" + _MIXED * 2,
    "Google key": "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "Google token": "ya29." + _MIXED,
    "AWS key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "GitHub token": "ghp_" + "a1B2" * 9,
    "Slack token": "xoxb-" + "123456789012-abcdef",
    "Hugging Face token": "hf_" + "aB3dE5fG7h" * 3,
    "Groq key": "gsk_" + _MIXED * 2,
    "JWT": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N",
    "bearer token": "Bearer " + "abc123.DEF456-ghi789~JKL",
    "AWS pair": "AKIA" + "ABCDEFGHIJKLMNOP:" + "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
    "GitLab token": "glpat-" + "aB3dE5fG7hJ9kL2mN4pQ",
    "service account key": "sk-svcacct-" + _MIXED,
    "GitHub fine-grained token": "github_pat_" + "a1B2c3D4" * 4,
    "basic credentials": "Basic " + "YW5uOnMzY3JldC1wYXNzd29yZA==",
    "key in a URL": "https://example.com/x?api_key=" + "a1b2c3d4e5f6g7h8",
    "private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "password in a URL": "https://ann:" + "s3cret@example.com/x",
    "the client's own key": "a-house-key-without-a-shape-1",
    "an environment variable": "tomorrow-is-another-day-7",
    "a pattern of one's own": "EMP-123456",
}
OWN_KEY = CORPUS["the client's own key"]
ENVIRONMENT = {"HOUSE_API_KEY": CORPUS["an environment variable"]}
PATTERNS = (r"EMP-\d{6}",)


def core(secret: str) -> str:
    """The part of a secret that has to be gone, whatever else may stay."""
    parts = ("Bearer ", "Basic ", "https://example.com/x?api_key=", "https://")
    for part in parts:
        secret = secret.removeprefix(part)
    return secret.removesuffix("@example.com/x").removeprefix("AKIA" + "ABCDEFGHIJKLMNOP:")
