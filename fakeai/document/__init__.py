"""What people write, read: YAML or JSON files as values that remember where they stand."""
