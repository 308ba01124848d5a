"""Coding: the codebook as it stands, what people coded, how far they agree, and what word lists and programs suggest beside it.

What other rooms call:

- `codebook.book_of(study) -> Book`: `.codes` by id (`BookCode`: title, group, means, source, state, into, history of `Change`),
  `.offered`, `.topics`, `.title(id, sort)`, `.counted(id, sort)`, `.not_done`.
- `units.units_of(study)`: every note and act that can be coded, by id ("note" or "event", number); `units.unit_at(study, id)`;
  a `Unit` has `texts` by part, `said`, `month`, `bodies`, `.kinds(telling)`, `.phase(patch)`.
- `codings.codings_of(study) -> Codings`: `.of(id) -> CodedUnit | None` with its `verdicts` (`Verdict`: code, by, not_by, state,
  by_most, given), `.machine` apart; `.given`, `.unplaced`, `.marked`, `.again`, `.coders`. `codings.coded_units(study, sort, filters)`.
- `suggestions.suggestions(topics, unit) -> (Suggestion, ...)`, each with its `words` and where they stand (`matches`).
- `stretches.segments(unit, part, given, suggestions) -> (Segment, ...)`: a part's words cut for a page that marks them.
- `writing.coding_writing(...)`, `.machine_coding(...)`, `.codebook_change(...)`, `.codebook_split(...)`, `.take_back(...)`: checked
  Writings for the notebook.
- `agreement.cohen`, `.krippendorff`, `.kappas`, `.alphas`: pure reckoning; `raters.agreement(study, sort, filters) -> Agreements`,
  `.pairs`, `.with_word_list`, `.with_senders`, `.with_machines`; `agreement.in_words(alpha)` stands beside a share.
- `topics.telling_by(study, "coded" | "word-list" | "declared") -> Telling`: the record with topics told in another way.
- Measures: `code-shares`, `coded-share`, `code-together`, `coding-coverage`, `coding-agreement`, `coder-pairs`, `same-words`,
  `machine-codings`, `codebook`, `codings-marked`, `topics-three-ways`, `word-list-agreement`:
  `measures.compute(name, study, filters)`.
"""
