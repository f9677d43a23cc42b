"""Post, the outbox: messages are queued as facts, then leave once, by SMTP or as files."""
