"""One wire format per module; no dialect knows another."""
