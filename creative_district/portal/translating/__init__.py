"""Work for translators: what is to be done, a form for it, files for an agency."""
