"""The nightly dump: all that is public, in all languages, in one archive."""
