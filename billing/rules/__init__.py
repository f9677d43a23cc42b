"""Rules of billing: pure functions on frozen dataclasses, no Django, no clock, no float."""
