"""The pages with the demonstration in them, its last month issued and on its way."""

from tests.demonstration import demonstration, on_the_second_of_november, owner

__all__ = ["demonstration", "on_the_second_of_november", "owner"]
