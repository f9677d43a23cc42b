"""The parts of a drawn invoice: head, lines, closing and annex, on one frame."""
