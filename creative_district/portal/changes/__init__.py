"""What changed in the answers of the API, told once each; docs/api-sync.md says how."""
