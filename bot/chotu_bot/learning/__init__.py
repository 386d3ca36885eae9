"""Deciding what a request means, and the loop that learns."""
