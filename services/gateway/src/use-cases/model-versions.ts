import { randomUUID } from 'node:crypto';
import {
  encodeServeRequest,
  encodeTrainingStep,
  type ListModelsRequest,
  type ListModelsResponse,
  type ModelState,
  type RollBackModelRequest,
  type RollBackModelResponse,
  type ServeModelRequest,
  type ServeModelResponse,
  type ServeRequest,
  TOPICS,
  type TrainModelRequest,
  type TrainModelResponse,
  validateListModelsRequest,
  validateRollBackModelRequest,
  validateServeModelRequest,
  validateTrainModelRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type EventBus, readTrainings } from '@stars/event-bus';
import type { ModelRegistry } from '@stars/inference';
import { newServeRequest, readModelVersions, readRollOuts, rollBackOf } from '@stars/roll-out';

type Models = Pick<ModelRegistry, 'versions' | 'manifest'>;

/** Shows versions of a tenant's model and asks the embedder for another one, as `./stars models` does. */
export class ServedVersions {
  constructor(
    private readonly bus: EventBus,
    private readonly models: Models,
  ) {}

  /** Errors: `STARS_NOT_FOUND` for a version that the tenant has not; those of bus and registry. */
  async list(given: ListModelsRequest): Promise<ListModelsResponse> {
    const { tenantId, version } = validateListModelsRequest(given);
    const { versions } = await readModelVersions(this.bus, this.models, tenantId);
    if (version === '') {
      const models = versions.map(({ last, ...each }) => stateOf({ ...each, rollOuts: last ? [last] : [] }));
      return { models, training: (await readTrainings(this.bus)).get(tenantId) };
    }
    const found = versions.find((each) => each.version === version);
    if (!found) throw unknown(version);
    return {
      models: [stateOf({ ...found, rollOuts: await readRollOuts(this.bus, tenantId, version) })],
      training: undefined,
    };
  }

  /** Errors: those of the bus. A request that no trainer has taken yet stays the same request. */
  async train(given: TrainModelRequest): Promise<TrainModelResponse> {
    const { tenantId } = validateTrainModelRequest(given);
    const last = (await readTrainings(this.bus)).get(tenantId);
    if (last?.outcome === 'asked') return { requestId: last.requestId };
    const requestId = randomUUID();
    const step = { tenantId, requestId, outcome: 'asked', version: '', reason: '', time: new Date() };
    await this.bus.publish(TOPICS.trainings, [encodeTrainingStep(step)]);
    return { requestId };
  }

  /** Errors: `STARS_NOT_FOUND` for a version that is not in the tenant's registry; those of the bus. */
  async serve(given: ServeModelRequest): Promise<ServeModelResponse> {
    const { tenantId, version, force } = validateServeModelRequest(given);
    const { versions } = await readModelVersions(this.bus, this.models, tenantId);
    if (!versions.some((each) => each.version === version && each.manifest)) throw unknown(version);
    return this.#ask(newServeRequest(tenantId, { $case: 'version', value: version }, { force, now: Date.now() }));
  }

  /**
   * Errors: `STARS_MODEL_NOT_READY` if none serves; `STARS_NOT_FOUND` if none is kept from before; `STARS_CONFLICT` if another one
   * serves than the caller thinks; those of the bus.
   */
  async rollBack(given: RollBackModelRequest): Promise<RollBackModelResponse> {
    const { tenantId, version, force } = validateRollBackModelRequest(given);
    const { served } = await readModelVersions(this.bus, this.models, tenantId);
    const target = rollBackOf(served);
    if (version !== '' && version !== target.value)
      throw new StarsError('STARS_CONFLICT', `${target.value} serves`, { field: 'version' });
    return this.#ask(newServeRequest(tenantId, target, { force, now: Date.now() }));
  }

  async #ask(request: ServeRequest): Promise<{ requestId: string }> {
    await this.bus.publish(TOPICS.serveRequests, [encodeServeRequest(request)]);
    return { requestId: request.requestId };
  }
}

/** A gateway without a registry knows what is on the bus. */
export const NO_MODELS: Models = {
  versions: async () => [],
  manifest: async (version) => {
    throw unknown(version);
  },
};

const stateOf = ({
  version,
  state,
  announced,
  manifest,
  rollOuts,
}: Omit<ModelState, 'manifest'> & { manifest?: ModelState['manifest'] }): ModelState => ({
  ...{ version, state, announced, manifest, rollOuts },
});

const unknown = (version: string): StarsError =>
  new StarsError('STARS_NOT_FOUND', `there is no model ${version}`, { field: 'version' });
