"""Rules of the SOP: pure functions on frozen dataclasses, no Django, no clock, no float."""
