"""The forms of the first run."""
