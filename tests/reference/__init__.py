"""The model stated a second time, from the contract alone, to compare the program with."""
