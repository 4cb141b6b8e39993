"""Studies: recipes x data sets x seeds x fields, on this machine or on many."""
