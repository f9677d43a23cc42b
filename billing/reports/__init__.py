"""Reports: what a year brought, what it took, and what is not billed yet; each read in one go."""
