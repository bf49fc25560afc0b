"""What people see: Discord layouts drawn from the model, and the sender that posts them."""
