"""What the server tells about itself: a line per state change, and metrics; both hang on the commit feed."""
