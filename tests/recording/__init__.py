"""Recording what a real chat model on this machine says: docs/recording.md."""
