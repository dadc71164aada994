"""Lists of people that come from elsewhere: read, compared with the ward's people, and judged."""
