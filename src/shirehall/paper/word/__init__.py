"""The Word printer: one document tree to a .docx file with real styles, captions, a contents field and links to the evidence."""
