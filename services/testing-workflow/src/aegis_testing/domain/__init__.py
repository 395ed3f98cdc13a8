"""The rules of a purple test. Imports the kernel alone."""
