"""What decides about time: pure functions."""
