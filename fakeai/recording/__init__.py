"""Recorded exchanges: their file, what never reaches it, when they are played, and what a miss says."""
