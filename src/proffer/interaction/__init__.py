"""What an email is and may become: its record, its life, and what the agent who holds it sees."""
