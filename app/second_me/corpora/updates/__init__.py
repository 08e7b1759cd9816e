"""Changes of what is known of somebody: made up, and in RealMem."""
