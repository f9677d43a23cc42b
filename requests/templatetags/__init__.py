"""What templates of time say."""
