"""The pages of billing: the month, the invoices."""
