import { encodeRollOut, type GateResult, type RollOut, TOPICS } from '@stars/contracts';
import type { RollOutDeps } from './roll-out-deps.js';

/** Why a version should serve. */
export interface RollOutTask {
  tenant: string;
  version: string;
  cause: 'training' | 'request' | 'roll-back';
  /** Empty if there was no request. */
  requestId: string;
  /** Whether failed gates are ignored. */
  force: boolean;
}

export interface RollOutOutcome {
  outcome: 'filling' | 'served' | 'refused';
  /** The version that serves at this moment; empty if none does. */
  before: string;
  reason?: string;
  gates?: readonly GateResult[];
}

/** Reports the outcomes of roll-outs: in the log, in metrics, and on the bus, where `./stars models list` finds them. */
export class RollOutLog {
  readonly #steps;
  readonly #gates;
  readonly #values;

  constructor(private readonly deps: RollOutDeps) {
    this.#steps = deps.metrics.counter({
      name: 'stars_roll_outs_total',
      help: 'Roll-outs and roll-backs, by cause and outcome: served, refused.',
      labels: ['cause', 'outcome'],
    });
    this.#gates = deps.metrics.counter({
      name: 'stars_roll_out_gates_total',
      help: 'Gates before a switch, by outcome: passed, failed, skipped.',
      labels: ['gate', 'outcome'],
    });
    this.#values = deps.metrics.gauge({
      name: 'stars_roll_out_gate_value',
      help: 'What a gate measured last.',
      labels: ['tenant', 'gate'],
    });
  }

  async publish(task: RollOutTask, { outcome, before, reason = '', gates = [] }: RollOutOutcome): Promise<void> {
    const { deps } = this;
    const { tenant, version, cause, requestId } = task;
    const failed = gates.filter((gate) => gate.outcome === 'failed');
    const step: RollOut = {
      tenantId: tenant,
      version,
      before,
      cause,
      requestId,
      outcome,
      reason,
      gates: [...gates],
      forced: outcome === 'served' && failed.length > 0,
      time: new Date((deps.clock ?? Date.now)()),
    };
    await deps.bus.publish(TOPICS.rollOuts, [encodeRollOut(step)]);
    const said = { tenant, version, before, cause, ...(requestId ? { requestId } : {}) };
    if (outcome === 'filling') return deps.logger.info(said, 'filling the vectors of a new model');
    this.#steps.inc({ cause, outcome });
    for (const { gate, outcome: result, value } of gates) {
      this.#gates.inc({ gate, outcome: result });
      if (result !== 'skipped') this.#values.set({ tenant, gate }, value);
    }
    if (outcome === 'served') deps.logger.info({ ...said, forced: step.forced, gates }, 'the model serves');
    else deps.logger.error({ ...said, reason, gates }, 'the model does not serve; what served goes on');
  }
}

/** Which gates failed, with their numbers. */
export function reasonOf(gates: readonly GateResult[]): string {
  return gates
    .filter(({ outcome }) => outcome === 'failed')
    .map(
      ({ gate, value, bound, detail }) =>
        `gate ${gate}: ${shown(value)} where ${shown(bound)} is the bound (${detail})`,
    )
    .join('; ');
}

const shown = (value: number): string => (Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(4));
