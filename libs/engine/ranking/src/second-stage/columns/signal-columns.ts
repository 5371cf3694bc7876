import type { SignalLayout } from '../feature-layout.js';
import type { ColumnFamily } from './column-family.js';

const KNOWN: ColumnFamily = {
  group: 'signals',
  names: ['signals known'],
  write: ({ live }, out, at) => {
    out[at] = live?.known ? 1 : 0;
  },
};

/** Which value of one signal the item has in the request's region. */
const valueColumns = ({ name, values }: SignalLayout, signal: number): ColumnFamily => ({
  group: 'signals',
  names: values.map((value) => `${name} is ${value}`),
  write: ({ item, live }, out, at) => {
    const value = live ? live.values[signal]![item]! : 0;
    for (let v = 1; v <= values.length; v++) out[at++] = value === v ? 1 : 0;
  },
});

/** Empty if the layout has no signals. */
export const signalColumns = (signals: readonly SignalLayout[]): ColumnFamily[] =>
  signals.length > 0 ? [KNOWN, ...signals.map(valueColumns)] : [];
