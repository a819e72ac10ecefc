"""Is a network healthy? Judged by numbers alone: gradient norms, losses, inactive units."""
