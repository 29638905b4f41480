"""What the guide needs of a machine, and how to get it. Plain Python 3.8, for nothing is installed yet."""
