"""The notebook: what observers noted, what people answered afterwards, and what was made of it. Append-only, like the record.

What other rooms call:

- `store.Notebook(engine)`, `store.notebook_file(path)`; `notebook.write(Writing(...), received_at) -> Entry`, `.entries()`,
  `.of_kind(name)`, `.by(author)`, `.number_of(author, key)`, `.digest()`, `.close()`. A key that came before is answered with
  the entry it made.
- `kinds.KINDS`: every kind of entry, registered in one place. `standing.standing(entries)`: each entry as it stands, after
  corrections and codes added later, without those withdrawn.
- `note.vocabulary(patch, world)`, `note.note_from(data, vocabulary) -> Note`, `note.body_of(note)`, `note.note_of(body)`.
- `coverage.coverage(entries, months, tables, ...)`: which months at which tables, and which pairs of bodies, nobody observed.
- `divergence.divergence(entries, telling)`: where accounts differ. Both are kept.
- `feedback.form_of(patch)`, `.answer_from(...)`, `.window(entries)`, `.apart(entries)`, `.count_feelings(entries)`.
- `patterns.patterns(view) -> (Pattern, ...)`: what was general in one seat's own record, each with a question that asks why.
- `tables.notes_csv(entries)`, `.answers_csv(entries)`, `.entries_jsonl(entries)`.
"""

from shirehall.study.notebook.store import Notebook, notebook_file

__all__ = ["Notebook", "notebook_file"]
