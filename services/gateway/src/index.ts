export {
  answerEnvironment,
  answerProblems,
  answerSettingsOf,
  answerThreadsOf,
  threadsOfMachine,
} from './answer-settings.js';
export * from './api-servers.js';
export * from './gateway.module.js';
export * from './gateway-application.js';
export { DEFAULT_GATEWAY_LIMITS, type GatewayDeps, type GatewayLimits } from './gateway-deps.js';
export { gatewayEnvironment } from './gateway-environment.js';
export { API_ROUTES } from './http/api-routes.js';
export { openServedModels } from './served-models.js';
export * from './signal-settings.js';
export * from './warm-up.js';
