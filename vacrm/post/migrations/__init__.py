"""Migrations of the post."""
