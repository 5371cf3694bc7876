import type { ModelArtifact } from '@stars/inference';

/** One thing that acts at the moment of a request and can be switched off. */
export interface SignalSwitch {
  /** `time`, `holidays`, or a name of the context topic. */
  signal: string;
  /** Names of the rules that switch it off. */
  names: string[];
}

/** What acts at the moment of a request to a model: time, holidays, the state of a region, and signals of single items. */
export function signalSwitches({
  config,
  spec,
  offsets,
  secondStage,
}: Pick<ModelArtifact, 'config' | 'spec' | 'offsets' | 'secondStage'>): SignalSwitch[] {
  const moves = offsets !== undefined || config.offsetBound > 0;
  const { holidays, regionNumbers, regionCategories } = offsets?.spec ?? spec;
  const names = new Set<string>();
  if (moves) for (const { name } of [...regionNumbers, ...regionCategories]) names.add(name);
  for (const { name } of secondStage?.layout.signals ?? []) names.add(name);
  return [
    ...(moves && (offsets?.weights.timeWidth ?? config.offsetTime.width) > 0
      ? [{ signal: 'time', names: ['time'] }]
      : []),
    ...(moves && holidays.length > 0 ? [{ signal: 'holidays', names: holidays }] : []),
    ...[...names].map((name) => ({ signal: name, names: [name] })),
  ];
}
