"""The public pages of the ground app."""
