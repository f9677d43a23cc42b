"""Packs: read, check, load and dump the written form of a business (docs/packs.md)."""
