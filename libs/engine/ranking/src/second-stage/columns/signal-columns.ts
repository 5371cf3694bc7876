import type { SignalLayout } from '../feature-layout.js';
import type { CandidateFamily, RequestFamily } from './column-family.js';

/** Whether any signal is known in the request's region. */
export const SIGNALS_KNOWN: RequestFamily = {
  group: 'signals',
  names: ['signals known'],
  write: ({ live }, out, at) => {
    out[at] = live?.known ? 1 : 0;
  },
};

/** Which value of one signal the item has in the request's region. */
const valueColumns = ({ name, values }: SignalLayout, signal: number): CandidateFamily => ({
  group: 'signals',
  names: values.map((value) => `${name} is ${value}`),
  write: ({ item, live }, out, at) => {
    const value = live ? live.values[signal]![item]! : 0;
    for (let v = 1; v <= values.length; v++) out[at++] = value === v ? 1 : 0;
  },
});

export const signalColumns = (signals: readonly SignalLayout[]): CandidateFamily[] => signals.map(valueColumns);
