import type { Texts } from '../en.js';

/** Texts of /models in German. */
export const models: Texts['pages']['models'] = {
  title: 'Modelle',
  lead: 'Versionen des Modells, was jede gemessen hat, ihre Schranken, und welche dient.',
  none: 'Noch kein Modell',
  noneHint: 'Ein Training meldet eines an: siehe ./stars train. Bis dahin zeigen Listen, was beliebt ist.',
  versions: 'Versionen, die neueste zuerst',
  columns: ['Version', 'Zustand', 'Trainiert', 'Artikel', 'Vergleich'],
  states: {
    serves: 'Dient',
    before: 'Für eine Rückkehr aufbewahrt',
    'rolled back': 'Zurückgenommen',
    filling: 'Ihre Vektoren entstehen',
    refused: 'Von einer Schranke abgelehnt',
    served: 'Diente einmal',
    new: 'Noch nicht versucht',
  },
  notThere: 'Nicht in der Ablage',
  compare: 'Vergleichen',
  compareWith: (version) => `Mit ${version} vergleichen`,
  comparison: (version, beside) => `${version} neben ${beside}`,
  comparisonHint:
    'Jedes Training misst an seinen eigenen letzten Sitzungen. Sind die Daten verschieden, sind es auch die Fragen: Verlassen Sie sich auf die Schranke, die beide an denselben Sitzungen verglich.',
  nothingShared: 'Diese beiden Trainings haben nichts unter demselben Namen gemessen.',
  metric: 'Maß',
  difference: 'Unterschied',
  learnedUntil: (time) => `Sie lernte aus Daten bis ${time}.`,
  besideServing: (metric, version, sessions) =>
    `Neben ${version}, die bei ihrem Training diente, nach ${metric} an denselben ${sessions} Sitzungen:`,
  measured: (candidate, serving) => `${candidate}, und ${serving} für die dienende.`,
  serve: 'Dienen lassen',
  serveWhy: (version, served) =>
    `STARS macht die Vektoren von ${version} und prüft ihre Schranken. Bestehen alle, kommen alle Listen von ihr${
      served === undefined ? '' : ` und nicht mehr von ${served}, die für eine Rückkehr bleibt`
    }.`,
  rollBack: 'Zurückkehren',
  rollBackWhy: (version) =>
    `Alle Listen kommen von der Version davor und nicht mehr von ${version}. Deren Vektoren sind noch da, daher dauert es Sekunden.`,
  asked: 'Es ist verlangt. Die Schritte unten zeigen, wie es weitergeht, sobald ein Embedder läuft.',
  steps: 'Einführung, Schritt für Schritt',
  noSteps: 'Sie sollte nie dienen.',
  outcomes: { filling: 'ihre Vektoren entstehen', served: 'sie dient', refused: 'abgelehnt' },
  causes: { training: 'nach ihrem Training', request: 'verlangt', 'roll-back': 'durch eine Rückkehr' },
  forced: 'trotz einer Schranke',
  gates: 'Schranken',
  gateColumns: ['Schranke', 'Ergebnis', 'Gemessen', 'Grenze', 'Näheres'],
  gateOutcomes: { passed: 'Bestanden', failed: 'Nicht bestanden', skipped: 'Nichts zu messen' },
};
