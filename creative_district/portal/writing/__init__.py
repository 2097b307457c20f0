"""What a partner's program may write through the API: two things, and nothing else."""
