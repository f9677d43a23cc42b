"""The PDF kit: typefaces, wrapped text, sheets and figures, for every document the product draws."""
