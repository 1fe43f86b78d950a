"""Copies: one advert posted in many places, told by its words. Sketches of what was posted, kept without the words."""
