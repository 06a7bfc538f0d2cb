"""What is configured: users, groups, skills, queues, mailboxes, dispositions and options, as one immutable `Center`."""
