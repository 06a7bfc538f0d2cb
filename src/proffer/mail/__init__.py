"""Mail: taken in over SMTP, read into plain values, written and sent."""
