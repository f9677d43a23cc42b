"""Rules of the pipeline: pure functions of the evidence."""
