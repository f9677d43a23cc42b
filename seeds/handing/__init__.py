"""Handing over: what somebody needs who takes a client's work on, for a holiday or for good."""
