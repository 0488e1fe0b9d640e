"""What is measured, and against what. Nothing here asserts a time: `make bench` measures and prints."""
