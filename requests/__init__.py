"""What clients ask, and the hours it takes."""
