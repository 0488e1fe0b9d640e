"""What must not leave the process: secrets in text and JSON are found, and a placeholder is put in their place."""

from fakeai.redaction.environment import environment_secrets, masked
from fakeai.redaction.found import Found, Secret
from fakeai.redaction.redactor import PLACEHOLDER, Redactor
from fakeai.redaction.texts import Texts

__all__ = ["PLACEHOLDER", "Found", "Redactor", "Secret", "Texts", "environment_secrets", "masked"]
