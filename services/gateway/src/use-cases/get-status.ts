import { type GetStatusRequest, type GetStatusResponse, validateGetStatusRequest } from '@stars/contracts';
import { CONSUMER_GROUPS, type EventBus } from '@stars/event-bus';
import type { GatewayDeps } from '../gateway-deps.js';
import { measuredStatus } from './measured-status.js';

type StatusDeps = Pick<GatewayDeps, 'bus' | 'health' | 'metrics' | 'servedModels' | 'clock'>;

/** Says how this process and the consumer groups are, and what this process has counted. If the bus does not answer, the groups are missing, and a problem says why. */
export async function getStatus(
  { bus, health, metrics, servedModels, clock = Date.now }: StatusDeps,
  given: GetStatusRequest,
): Promise<GetStatusResponse> {
  const { tenantId } = validateGetStatusRequest(given);
  const [{ ready, degraded, checks }, lag, counted] = await Promise.all([
    health.readiness(),
    readLag(bus),
    metrics.read(),
  ]);
  const model = servedModels.current(tenantId);
  return {
    time: new Date(clock()),
    ready,
    checks: Object.entries(checks).map(([name, { ok, message = '' }]) => {
      return { name, ok, message, degrades: degraded.includes(name) };
    }),
    ...lag,
    modelVersion: model?.version ?? '',
    modelDataUntil: model && new Date(model.dataUntil),
    countedSince: new Date(performance.timeOrigin),
    ...measuredStatus(counted),
  };
}

async function readLag(bus: EventBus): Promise<Pick<GetStatusResponse, 'groups' | 'groupsProblem'>> {
  try {
    const groups = await Promise.all(
      CONSUMER_GROUPS.map(async ({ service, group, topics }) => {
        const byTopic = await bus.lag(group, topics);
        return { service, group, messages: [...byTopic.values()].reduce((sum, each) => sum + each, 0) };
      }),
    );
    return { groups, groupsProblem: '' };
  } catch (error) {
    return { groups: [], groupsProblem: error instanceof Error ? error.message : String(error) };
  }
}
