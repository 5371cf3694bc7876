import {
  clockFault,
  EVENT_TIME_BOUNDS,
  type EventTimeBounds,
  type GateResult,
  type ModelManifest,
} from '@stars/contracts';
import { atLeast, failed, skipped } from './gate.js';

const GATE = 'metrics';
/** With fewer sessions, two models differ only by chance. */
const FEWEST_SESSIONS = 100;

/** Of h_next alone: comparable if two models were validated on the same window of the same data. */
const SHARED = 'validation_ndcg';

/**
 * The candidate's offline metrics are no worse than those of the model that serves, by more than a margin. Numbers of two manifests
 * are compared only if they were measured on the same sessions: in the trainer's comparison of the default answers of both or, if
 * there is none, in a validation on the same window of the same data. If there is neither, nothing is compared,
 * and the gate says so; it does not hold the candidate back, unless the reason is a wrong clock.
 * @param margin Share of the serving model's number.
 */
export function offlineMetrics(
  candidate: ModelManifest,
  serving: ModelManifest | undefined,
  margin: number,
  bounds: EventTimeBounds = EVENT_TIME_BOUNDS,
): GateResult {
  if (!serving) return skipped(GATE, -margin, 'no model serves that could be compared with');
  const { comparison } = candidate;
  if (comparison?.version === serving.version && comparison.sessions >= FEWEST_SESSIONS) {
    const { metric, sessions, from } = comparison;
    const window = `${metric} of ${sessions} sessions since ${from?.toISOString()}, which neither has seen`;
    return compared(comparison.candidate, comparison.serving, margin, window);
  }
  const [own, other] = [candidate.metrics[SHARED], serving.metrics[SHARED]];
  if (own !== undefined && other !== undefined && sameWindow(candidate, serving)) {
    return compared(own, other, margin, `${SHARED} of h_next on the same window`);
  }
  const wrong = [candidate, serving].find((model) => endsAfterItsTraining(model, bounds));
  if (wrong) {
    const { version, dataUntil } = wrong;
    const force = `If it should serve: ./stars models serve ${candidate.version} --force`;
    return failed(
      GATE,
      -margin,
      `a clock was wrong: the data of ${version} ends ${dataUntil!.toISOString()}. ${force}`,
    );
  }
  const why =
    comparison?.version === serving.version
      ? `only ${comparison.sessions} sessions of the log are new to both models`
      : `${candidate.version} was not measured on the same sessions as ${serving.version}, which serves`;
  return skipped(GATE, -margin, why);
}

/** A model that learned from events of a time to come: from before their times were checked. */
function endsAfterItsTraining({ dataUntil, createdTime }: ModelManifest, bounds: EventTimeBounds): boolean {
  if (!dataUntil || !createdTime) return false;
  return clockFault(dataUntil.getTime(), { now: createdTime.getTime(), bounds }) === 'ahead';
}

/**
 * The same window, of the same data, with targets of the same kind: another kind has another number of events. Of a model from
 * before target kinds, every event was a target.
 */
function sameWindow(one: ModelManifest, other: ModelManifest): boolean {
  const windowOf = ({ dataFrom, dataUntil, metrics, tenantId }: ModelManifest) => {
    const { interactions, target_events: targets = interactions, validation_from: from } = metrics;
    return JSON.stringify([tenantId, dataFrom, dataUntil, interactions, targets, from]);
  };
  return one.metrics['validation_from'] !== undefined && windowOf(one) === windowOf(other);
}

function compared(candidate: number, serving: number, margin: number, what: string): GateResult {
  const gain = candidate - serving;
  const detail = `${what}: ${candidate.toFixed(4)}, of the model that serves ${serving.toFixed(4)}`;
  if (serving === 0) return gain >= 0 ? atLeast(GATE, 0, -margin, detail) : atLeast(GATE, -1, -margin, detail);
  return atLeast(GATE, gain / Math.abs(serving), -margin, detail);
}
