"""GPU and other accelerator pools that serve open-weight models, one concern a file."""
