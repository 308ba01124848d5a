"""What was learnt: the record of a day, read as a story, in measures, and against what was reported elsewhere.

Everything here is a pure function of the events and the patch. What other rooms call:

- `reading.tell(events, patch) -> Telling`: the record read once. `telling.sentence(seq)`, `.event(seq)`, `.nature(event)`,
  `.settles(event)`, `.act(event)`, `.name(body)`, `.kind_of(body)`, `.bodies`, `.months`, `.month_at(minute)`, `.phase_of(month)`,
  `.contacts`, `.acts`, `.counterparts(event)`, `.figures` (true figures of every lived month), `.teams`, `.world`, `.patch`,
  `.closed` (whether the round came to its end), `.filled_by(seat)`.
- `timeline.timeline(telling) -> Timeline`: `.phases` > `.organisations` > `.entries`, each entry with `month`, `seq` (evidence),
  `sentence`, `kind`, `weight`; `.not_done` and `.open_items` likewise; `timeline.as_lines` and `timeline.as_rows` for printing.
- `measures.measures() -> {name: Measure}`; `measures.compute(name, telling, filters) -> Table` with `columns`, `rows`, `evidence`
  (event numbers a row rests on), `notes`, and `table.dicts()`, `table.column(name)`, `table.where(month=3)`;
  `measures.reading(name, telling, filters) -> Reading(value, evidence, why)` for those that come down to one number.
- Tables for the report: `contacts-by-body`, `contacts-by-kind`, `network`, `talk-by-topic`, `topic-agreement`,
  `talk-and-deeds`, `started-or-replied`, `load`, `attendance`, `agreements`, `agreement-accounts`, `plans`,
  `plan-lines`, `contracts`, `unanswered-asks`, `rule-questions`, `rules-left-open`, `inject-reactions`,
  `refused-moves`, `powers-used`, `team-size`, `evidence-used`, `not-acting`, `county-figures`, `belief-and-effect`,
  `assumed-terms`, `charter-answers`, `explanations`.
- `study.Study(telling, entries)`: the record and its notebook. `measures.every_measure()` holds those that need both as well
  (`noted.NotedMeasure`); `compute` and `reading` take a telling or a study, and a table's `noted` gives the entries of each row.
- `findings.judge(finding, told) -> Judgement(finding, outcome, value, evidence, why, noted)`, outcome "held", "not held" or
  "cannot tell"; `findings.judge_all(told)`; `told` is a telling or a study, and topics that people coded need a study.
- `codes`: the codebook as it stands, codings, suggestions and agreement; see its own words.
- `exports.exports() -> {name: Export}`; `exports.export_as(name, study, path, hiding)` (never overwrites, roles for names; see
  docs/exports.md); `exports.full.study_from(words, patch)` reads the form `full` in again.
- `refi.reader.read_qdpx(raw)`, `refi.taking.take(project, study) -> Taken`: codes and codings from other programs.
"""
