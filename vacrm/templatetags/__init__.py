"""What our templates say beside Django's own words."""
