"""What can be read and asked for over HTTP, one file per thing."""
