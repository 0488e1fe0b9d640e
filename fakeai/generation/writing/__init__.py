"""Text in the manner of a chat model."""
