"""The public pages of thrusts and actions."""
