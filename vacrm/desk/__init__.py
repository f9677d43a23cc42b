"""The desk: what every page of the workshop (the web admin) is made of."""
