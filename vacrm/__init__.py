"""The ground: settings, money, the clock, shapes of input, paper, post."""
