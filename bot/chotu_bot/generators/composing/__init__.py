"""The author that joins two tools into one that does both, one after the other."""
