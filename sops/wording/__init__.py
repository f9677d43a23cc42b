"""The procedures in words: reasons, chapters, changes, messages. English or French, as is active."""
