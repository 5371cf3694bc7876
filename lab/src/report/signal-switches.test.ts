import { describe, expect, it } from 'vitest';
import { signalSwitches } from './signal-switches.js';

type Given = Parameters<typeof signalSwitches>[0];
const given = (more: object): Given =>
  ({
    config: { offsetBound: 0.3, offsetTime: { column: 20, width: 37 } },
    spec: {
      holidays: ['Christmas Day', 'Labor Day'],
      regionNumbers: [{ name: 'temperature', mean: 0, deviation: 1 }],
      regionCategories: [{ name: 'rain', values: ['true', 'false'] }],
    },
    secondStage: { layout: { signals: [{ name: 'offer' }, { name: 'display' }] } },
    ...more,
  }) as unknown as Given;
const signals = (more: object = {}) => signalSwitches(given(more)).map(({ signal }) => signal);

describe('signalSwitches', () => {
  it('has time, all holidays as one, and each signal once', () => {
    expect(signals()).toEqual(['time', 'holidays', 'temperature', 'rain', 'offer', 'display']);
    expect(signalSwitches(given({}))[1]!.names).toEqual(['Christmas Day', 'Labor Day']);
  });

  it('has only what the second stage reads if the model has no offsets, and nothing without both', () => {
    const config = { offsetBound: 0, offsetTime: { column: 0, width: 0 } };
    expect(signals({ config })).toEqual(['offer', 'display']);
    expect(signals({ config, secondStage: undefined })).toEqual([]);
  });

  it('follows a later revision of the offsets', () => {
    const spec = { holidays: [], regionNumbers: [{ name: 'wind', mean: 0, deviation: 1 }], regionCategories: [] };
    const offsets = { spec, weights: { timeWidth: 0 } };
    expect(signals({ offsets, secondStage: undefined })).toEqual(['wind']);
  });
});
