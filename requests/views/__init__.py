"""The pages of requests and of time."""
