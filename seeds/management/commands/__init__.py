"""Commands of the seeds."""
