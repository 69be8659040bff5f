"""Saathi against an emulator of Slack that others wrote: `make emulator AT=FOLDER`.

The emulator is fetched by whoever runs this and is no part of the project; no other test needs it.
"""
