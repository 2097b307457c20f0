"""Records as rows of a table: one format for export and import, as CSV and XLSX."""
