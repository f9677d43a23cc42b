"""The bench: how fast a month closes, against what drawing its pages costs at the very least. Run by `make bench`."""
