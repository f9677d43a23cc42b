"""What is due: deposits, months, invoices, payments."""
