"""Speech without a voice: real audio whose length follows the words, in every format that OpenAI's API knows."""
