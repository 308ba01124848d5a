"""REFI-QDA 1.0 both ways: the form in which programs for qualitative analysis hand codebooks and projects to one another.

The standard: https://www.qdasoftware.org/ ("REFI-QDA standard", 2019: codebook `.qdc`, project `.qdpx`).

- `model`: a project as plain values. `writer.project_xml(project)`, `writer.qdpx(project)`, `writer.codebook_xml(project)`.
- `reader.read_qdpx(raw)`, `reader.read_codebook(raw)`: such a file as a project. What is not known stands in `project.strange`.
- `project.project_of(study)`: a study as a project. `taking.take(project, study)`: what a project brings to a notebook.
"""
