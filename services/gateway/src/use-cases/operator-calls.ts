import type { GatewayDeps } from '../gateway-deps.js';
import { createApiKey, listKeys, revokeApiKeys } from './api-keys.js';
import { dropDeadLetters, listDeadLetters, replayDeadLetters } from './dead-letters.js';
import { getStatus } from './get-status.js';
import { listAuditEntries } from './list-audit-entries.js';
import { NO_MODELS, ServedVersions } from './model-versions.js';
import type { UseCase } from './use-case.js';

type OperatorCall =
  | 'GetStatus'
  | 'ListModels'
  | 'TrainModel'
  | 'ServeModel'
  | 'RollBackModel'
  | 'ListDeadLetters'
  | 'ReplayDeadLetters'
  | 'DropDeadLetters'
  | 'ListAuditEntries'
  | 'ListKeys'
  | 'CreateKey'
  | 'RevokeKeys';

/** The use cases that need the right `operate`. */
export function operatorCalls(deps: GatewayDeps): { readonly [M in OperatorCall]: UseCase<M> } {
  const { bus, keysFile } = deps;
  const models = new ServedVersions(bus, deps.models ?? NO_MODELS);
  return {
    GetStatus: (request) => getStatus(deps, request),
    ListModels: (request) => models.list(request),
    TrainModel: (request) => models.train(request),
    ServeModel: (request) => models.serve(request),
    RollBackModel: (request) => models.rollBack(request),
    ListDeadLetters: (request, signal) => listDeadLetters(bus, request, signal),
    ReplayDeadLetters: (request) => replayDeadLetters(bus, request),
    DropDeadLetters: (request) => dropDeadLetters(bus, request),
    ListAuditEntries: (request, signal) => listAuditEntries(bus, request, signal),
    ListKeys: async (request, _, __, caller) => listKeys(keysFile, request, caller),
    CreateKey: async (request, _, __, caller) => createApiKey(keysFile, request, caller),
    RevokeKeys: async (request, _, __, caller) => revokeApiKeys(keysFile, request, caller),
  };
}
