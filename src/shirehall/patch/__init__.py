"""The fictional place as data: read and checked from a pack of text files."""
