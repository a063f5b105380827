"""Pages on which merchants watch their runs, and staff all runs. See features C7."""
