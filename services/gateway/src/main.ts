import { CONSUMER_GROUPS } from '@stars/event-bus';
import 'reflect-metadata';
import { accessProblems, keysFileOf, openAccess } from '@stars/access';
import { openArchiveIfAny, watchArchive } from '@stars/archive';
import { openModels } from '@stars/inference';
import { openObjectStore } from '@stars/object-store';
import { answerSteadily } from '@stars/platform';
import { eventTimesOf, runService, watchLag } from '@stars/stack';
import { answerProblems, answerSettingsOf, answerThreadsOf } from './answer-settings.js';
import { ApiServers } from './api-servers.js';
import { startGateway } from './gateway-application.js';
import { gatewayEnvironment } from './gateway-environment.js';
import { openServedModels } from './served-models.js';

answerSteadily();
await runService({
  name: 'gateway',
  environment: gatewayEnvironment,
  problems: (given) => [...accessProblems(given), ...answerProblems(given)],
  uses: ['bus', 'profiles', 'catalog', 'vectors'],
  openOptions: { answersRequests: true },
  operationsPort({ STARS_GATEWAY_OPERATIONS_PORT: port }) {
    return port === undefined ? undefined : { setting: 'STARS_GATEWAY_OPERATIONS_PORT', port };
  },
  async listen({ config, logger, metrics, health }) {
    const { STARS_HOST: host, STARS_GATEWAY_GRPC_PORT: grpcPort, STARS_GATEWAY_HTTP_PORT: httpPort } = config;
    const access = openAccess(config, { dataDir: config.STARS_DATA, host, logger });
    const connections = {
      most: config.STARS_GATEWAY_CONNECTIONS,
      mostOfAddress: config.STARS_GATEWAY_CONNECTIONS_OF_ADDRESS,
    };
    const hasMetrics = config.STARS_GATEWAY_OPERATIONS_PORT === undefined;
    const options = { host, grpcPort, httpPort, hasMetrics, access, connections };
    const servers = await ApiServers.open(options, { health, metrics });
    logger.info(servers.ports, 'listening');
    return servers;
  },
  async start({ config, ports, logger, metrics, health, servers, audit }) {
    const signals = config.STARS_GATEWAY_SIGNALS;
    const models = openModels(config, openObjectStore);
    const settings = { models, signals, metrics };
    const { servedModels, serve } = openServedModels(ports, settings, logger);
    health.register('announced-model', () => servedModels.checkLoaded());
    const archive = openArchiveIfAny(config, ports.bus, config.STARS_DATA);
    const ends: (() => void)[] = [];
    const stop = (): void => {
      for (const end of ends) end();
    };
    try {
      // The processes behind the gateway cannot tell it once they have died.
      ends.push(watchLag(ports.bus, CONSUMER_GROUPS, metrics, logger));
      if (archive) ends.push(watchArchive(archive, metrics, logger));
      ends.push(await serve());
      const { STARS_GATEWAY_REQUEST_MS: requestMs, STARS_GATEWAY_STORE_MS: storeMs } = config;
      const timeZone = config.STARS_TIME_ZONE;
      const answers = await answerSettingsOf(config, { metrics, logger });
      const gateway = await startGateway(
        {
          ...ports,
          signals,
          ...answers,
          threads: answerThreadsOf(config, { service: 'gateway', dataDir: config.STARS_DATA, given: {} }),
          archive,
          servedModels,
          metrics,
          health,
          logger,
          audit,
          models,
          keysFile: keysFileOf(config, config.STARS_DATA),
          timeZone,
          limits: { requestMs, storeMs },
          eventTimes: eventTimesOf(config),
        },
        servers,
      );
      logger.info({ grpcPort: gateway.grpcPort, httpPort: gateway.httpPort }, 'serving');
      return { closables: [gateway, { close: async () => stop() }] };
    } catch (error) {
      stop();
      throw error;
    }
  },
});
