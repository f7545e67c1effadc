"""The monitor beside other page watchers, on one loopback site in one run."""
