"""How I work: the business, its calendar, the versioned SOP and its rules."""
