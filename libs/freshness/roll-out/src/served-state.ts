import type { ServedModel } from '@stars/contracts';
import type { RollOutSettings } from './roll-out-settings.js';

type KeepingSettings = Pick<RollOutSettings, 'kept' | 'freshMs'>;

/** The number of rolled-back versions that are remembered: no trainer announces an older one again. */
const ROLLED_BACK = 20;

/** The announcement of a version that begins to serve. It was not rolled back, or a request named it despite that. */
export function servingNext(
  state: ServedModel | undefined,
  tenantId: string,
  version: string,
  time: number,
  settings: KeepingSettings,
): ServedModel {
  if (state?.version === version) return { ...state, time: new Date(time) };
  const before = state ? [state.version, ...state.before] : [];
  return {
    tenantId,
    version,
    time: new Date(time),
    before: before.filter((other) => other !== version).slice(0, settings.kept),
    rolledBack: (state?.rolledBack ?? []).filter((other) => other !== version),
    ...freshness(state, time, settings),
  };
}

/** The announcement of the version before that serves again; undefined if none is kept. */
export function servingBefore(state: ServedModel, time: number, settings: KeepingSettings): ServedModel | undefined {
  const [version, ...before] = state.before;
  if (version === undefined) return undefined;
  return {
    tenantId: state.tenantId,
    version,
    time: new Date(time),
    before,
    rolledBack: [state.version, ...state.rolledBack].slice(0, ROLLED_BACK),
    ...freshness(state, time, settings),
  };
}

/** Versions whose vectors stay: gateways read the last one until they have seen the announcement. */
export function versionsKept({ version, before, fresh }: ServedModel): Set<string> {
  return new Set([version, ...before, ...(fresh === '' ? [] : [fresh])]);
}

function freshness(
  state: ServedModel | undefined,
  time: number,
  { freshMs }: KeepingSettings,
): Pick<ServedModel, 'fresh' | 'freshUntil'> {
  if (!state) return { fresh: '', freshUntil: undefined };
  return { fresh: state.version, freshUntil: new Date(time + freshMs) };
}
