"""Who the clients are, and on which terms they are served."""
