"""What machines take from the pages: calendars, tables, news of what changed."""
