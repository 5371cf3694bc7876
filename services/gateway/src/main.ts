import 'reflect-metadata';
import { join } from 'node:path';
import { ContextFollower, ServedModels } from '@stars/inference';
import { answerSteadily } from '@stars/platform';
import { runService, serviceEnvironment } from '@stars/stack';
import { z } from 'zod';
import { answerEnvironment, answerSettingsOf } from './answer-settings.js';
import { startGateway } from './gateway-application.js';
import { signalEnvironment, signalSettingsOf } from './signal-settings.js';
import { warmUp } from './warm-up.js';

/** How far the context of a recommendation may be behind its topic. */
const CONTEXT_MS = 500;

const port = () => z.coerce.number().int().min(0).max(65_535);

/** Everything that the gateway's process can be told, by environment variables. */
const environment = z.object({
  ...serviceEnvironment,
  STARS_GATEWAY_GRPC_PORT: port().default(50_051),
  /** The HTTP API, and health and metrics. */
  STARS_GATEWAY_HTTP_PORT: port().default(8080),
  /** Folder of all models, which the trainer writes; default `models` below STARS_DATA. */
  STARS_MODELS: z.string().optional(),
  /** IANA name: the clock that dates in reasons are told by. */
  STARS_TIME_ZONE: z.string().default('UTC'),
  /** No request takes longer, whatever its deadline says (ms). */
  STARS_GATEWAY_REQUEST_MS: z.coerce.number().int().positive().max(60_000).optional(),
  /** What one store may take of a recommendation before the answer goes on without it (ms). */
  STARS_GATEWAY_STORE_MS: z.coerce.number().int().positive().max(60_000).optional(),
  ...signalEnvironment,
  ...answerEnvironment,
});

answerSteadily();
await runService({
  name: 'gateway',
  environment,
  uses: ['bus', 'profiles', 'catalog', 'vectors'],
  openOptions: { hotProfiles: true, answersRequests: true },
  async start({ config, ports, logger, metrics, health }) {
    const context = new ContextFollower(ports.bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
    const signalSettings = signalSettingsOf(config);
    const servedModels = new ServedModels({
      bus: ports.bus,
      modelsFolder: config.STARS_MODELS ?? join(config.STARS_DATA, 'models'),
      context,
      ...signalSettings,
      features: (tenant, itemIds) => ports.catalog.getFeatures(tenant, itemIds),
      onError: (err) => logger.error({ err }, 'the announced model cannot be loaded; the one before goes on serving'),
    });
    let unfollow: () => void = () => undefined;
    const stop = (): void => {
      unfollow();
      servedModels.close();
    };
    try {
      unfollow = await context.follow(CONTEXT_MS, (err) => logger.warn({ err }, 'context is as it was last known'));
      await servedModels.start();
      await warmUp(ports.vectors, servedModels.all());
      const { STARS_GATEWAY_REQUEST_MS: requestMs, STARS_GATEWAY_STORE_MS: storeMs } = config;
      const limits = { ...(requestMs ? { requestMs } : {}), ...(storeMs ? { storeMs } : {}) };
      const timeZone = config.STARS_TIME_ZONE;
      const answers = await answerSettingsOf(config, { metrics, logger });
      const gateway = await startGateway(
        { ...ports, ...signalSettings, ...answers, servedModels, metrics, health, logger, timeZone, limits },
        {
          host: config.STARS_HOST,
          grpcPort: config.STARS_GATEWAY_GRPC_PORT,
          httpPort: config.STARS_GATEWAY_HTTP_PORT,
        },
      );
      logger.info({ grpcPort: gateway.grpcPort, httpPort: gateway.httpPort }, 'serving');
      return { closables: [gateway, { close: async () => stop() }] };
    } catch (error) {
      stop();
      throw error;
    }
  },
});
