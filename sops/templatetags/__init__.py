"""What templates say of the procedures."""
