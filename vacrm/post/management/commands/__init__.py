"""Commands of the post, as typed."""
