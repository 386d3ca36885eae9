"""The author that learns from examples: a bounded search for the shortest program."""
