"""The accountability sheet: what each side owes by when, made for the partner and read back."""
