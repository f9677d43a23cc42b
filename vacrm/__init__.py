"""The ground: settings, money, the clock, shapes of input, paper, post."""

VERSION = "0.1.0"
