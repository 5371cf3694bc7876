/** Texts of /models in English. */
export const models = {
  title: 'Models',
  lead: 'Versions of the model, what each one measured, its gates, and which one serves.',
  none: 'No model yet',
  noneHint: 'A training announces one: see ./stars train. Until then, lists show what is popular.',
  versions: 'Versions, the newest first',
  columns: ['Version', 'State', 'Trained', 'Items', 'Compare'],
  states: {
    serves: 'Serves',
    before: 'Kept for a roll-back',
    'rolled back': 'Rolled back',
    filling: 'Its vectors are being made',
    refused: 'Refused by a gate',
    served: 'Served once',
    new: 'Not tried yet',
  },
  notThere: 'Not in the registry',
  compare: 'Compare',
  compareWith: (version: string) => `Compare with ${version}`,
  comparison: (version: string, beside: string) => `${version} beside ${beside}`,
  comparisonHint:
    'Each training measured on its own last sessions. If their data differ, so do the questions: trust the gate that compared both on the same sessions.',
  nothingShared: 'These two trainings measured nothing by the same name.',
  metric: 'Metric',
  difference: 'Difference',
  learnedUntil: (time: string) => `It learned from data until ${time}.`,
  besideServing: (metric: string, version: string, sessions: string) =>
    `Beside ${version}, which served when it was trained, by ${metric} on the same ${sessions} sessions:`,
  measured: (candidate: string, serving: string) => `${candidate}, and ${serving} for the one that served.`,
  serve: 'Let it serve',
  serveWhy: (version: string, served: string | undefined) =>
    `STARS makes the vectors of ${version} and checks its gates. If all pass, all lists come from it${
      served === undefined ? '' : `, and no longer from ${served}, which is kept for a roll-back`
    }.`,
  rollBack: 'Roll back',
  rollBackWhy: (version: string) =>
    `All lists come from the version before, and no longer from ${version}. Its vectors are still there, so it takes seconds.`,
  asked: 'It is asked for. The steps below show how it goes on, as soon as an embedder runs.',
  steps: 'Roll-out, step by step',
  noSteps: 'It was never to serve.',
  outcomes: { filling: 'its vectors are being made', served: 'it serves', refused: 'refused' },
  causes: { training: 'after its training', request: 'asked for', 'roll-back': 'by a roll-back' },
  forced: 'in spite of a gate',
  gates: 'Gates',
  gateColumns: ['Gate', 'Outcome', 'Measured', 'Bound', 'Detail'],
  gateOutcomes: { passed: 'Passed', failed: 'Failed', skipped: 'Nothing to measure' },
};
