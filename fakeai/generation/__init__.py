"""Answers that nobody wrote: text, JSON Schema instances, tool calls, vectors and model lists."""
