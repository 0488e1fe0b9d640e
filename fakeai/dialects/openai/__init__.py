"""OpenAI's own API, and what everything OpenAI-compatible is made of."""
