"""Word's side of a document: what its file is made of, below the renderer."""
