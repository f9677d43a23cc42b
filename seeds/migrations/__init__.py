"""Migrations of the seeds room."""
