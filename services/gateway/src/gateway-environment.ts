import { accessEnvironment } from '@stars/access';
import { archiveReading } from '@stars/archive';
import { wholeNumberBetween } from '@stars/platform';
import { eventTimeEnvironment, modelsEnvironment, serviceEnvironment } from '@stars/stack';
import { z } from 'zod';
import { answerEnvironment } from './answer-settings.js';
import { DEFAULT_GATEWAY_LIMITS } from './gateway-deps.js';
import { signalEnvironment } from './signal-settings.js';

const port = wholeNumberBetween(0, 65_535);
const connections = (standard: number) => wholeNumberBetween(1, 1_000_000).default(standard);
const milliseconds = (standard: number) => wholeNumberBetween(1, 60_000).default(standard);

/** All settings of the gateway's process, by environment variables. */
export const gatewayEnvironment = z.object({
  ...serviceEnvironment,
  STARS_GATEWAY_GRPC_PORT: port.default(50_051).describe('Port of the gRPC API. 0: any free port.'),
  STARS_GATEWAY_HTTP_PORT: port
    .default(8080)
    .describe('Port of the HTTP API, and of health and metrics. 0: any free port.'),
  STARS_GATEWAY_OPERATIONS_PORT: port
    .optional()
    .describe(
      'Port of health and metrics alone, in plain text; the port of the HTTP API then has no metrics. 0: any free port. Default: none.',
    ),
  STARS_GATEWAY_CONNECTIONS: connections(10_000).describe(
    'Open connections of each of these two ports; more are closed.',
  ),
  STARS_GATEWAY_CONNECTIONS_OF_ADDRESS: connections(1000).describe(
    'Open connections from one address (of IPv6: one network of 64 bits), on each of the two ports. Set it higher if all calls come through a proxy.',
  ),
  ...modelsEnvironment,
  STARS_TIME_ZONE: z
    .string()
    .default('UTC')
    .describe('Time zone of the shop (IANA name): where its days begin, and the clock of dates in reasons.'),
  STARS_GATEWAY_REQUEST_MS: milliseconds(DEFAULT_GATEWAY_LIMITS.requestMs).describe(
    'Milliseconds that a request may take, whatever its own deadline.',
  ),
  STARS_GATEWAY_STORE_MS: milliseconds(DEFAULT_GATEWAY_LIMITS.storeMs).describe(
    'Milliseconds that one store may take of a request before the answer goes on without it.',
  ),
  ...eventTimeEnvironment,
  ...signalEnvironment,
  ...answerEnvironment,
  ...accessEnvironment,
  ...archiveReading,
});
