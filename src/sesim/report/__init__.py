"""What readers see: figures and tables made from results."""
