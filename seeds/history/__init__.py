"""A made-up business with years behind it: the same seed gives the same years."""
