"""Final points in the formats of others. Facts and tables come in, text goes out."""
