"""Packs: the written form of a business, read, written and shipped."""
