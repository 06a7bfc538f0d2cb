"""Who works: the agent's contact-centre session, the readiness of his media channel, and how much he can take."""
