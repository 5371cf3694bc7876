import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { ownKindsFromJson } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type Logger, type Metrics, neededWith, type Problem, wholeNumberBetween } from '@stars/platform';
import { surfacesFromJson } from '@stars/recommending';
import { endpointEnvironment, endpointProblems } from '@stars/text/settings';
import { z } from 'zod';
import type { AnswerThreadPlan } from './answering/answer-thread-messages.js';
import type { GatewayDeps } from './gateway-deps.js';

/** Of one process by default: each thread has vectors and statistics of its own. */
const MOST_THREADS = 4;

/** What answers on one machine by default. */
export const threadsOfMachine = (): number => Math.min(availableParallelism(), MOST_THREADS);

/** What happens to answers before and after they go out, by environment variables. */
export const answerEnvironment = {
  ...endpointEnvironment,
  STARS_GATEWAY_THREADS: wholeNumberBetween(1, 64)
    .optional()
    .describe(
      'Threads that answer recommendations. Each of them has vectors and statistics in its memory. Default: of `./stars up`, one for each core, but no more than 4; of a gateway of its own, 1, because there can be more gateways.',
    ),
  STARS_GATEWAY_IMPRESSIONS: z
    .stringbool()
    .default(true)
    .describe('Whether answers to requests that name a surface are recorded as impressions.'),
  STARS_SURFACES: z
    .string()
    .optional()
    .describe(
      'Mode and list rules of requests by the surface that they name, for all tenants; what a tenant stores goes before. JSON, or the path of a JSON file. `./stars up` reads `surfaces` of settings.json instead if it is not set.',
    ),
  STARS_KINDS: z
    .string()
    .optional()
    .describe(
      'Your own kinds of events and the type that each counts as, such as `{"wishlist": "add_to_cart"}`: JSON, or the path of a JSON file. `./stars up` reads `kinds` of settings.json instead if it is not set.',
    ),
  STARS_UCP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Where agents of others reach `/ucp` of this server, such as `https://shop.example/ucp`: turns the Universal Commerce Protocol on.',
    ),
  STARS_UCP_CURRENCY: z
    .enum(Intl.supportedValuesOf('currency') as [string, ...string[]])
    .optional()
    .describe('Currency of all prices (ISO 4217), such as `EUR`, for the Universal Commerce Protocol.'),
  STARS_EDGE_MODEL: z
    .string()
    .optional()
    .describe('Name of a language model that explains items, at the endpoint of STARS_OPENAI_BASE_URL. Default: none.'),
  STARS_EDGE_RERANK: z
    .stringbool()
    .default(false)
    .describe('Whether this language model may also change the order of the first items.'),
  STARS_EDGE_ITEMS: wholeNumberBetween(1, 50)
    .default(10)
    .describe('Number of items that this language model is asked about.'),
  STARS_EDGE_WAIT_MS: wholeNumberBetween(1, 60_000)
    .default(500)
    .describe('Milliseconds that an answer waits for this language model. The deadline of the request holds too.'),
};

/** What these settings lack, as they were given (`parseConfig`). */
export const answerProblems = (given: Readonly<Record<string, unknown>>): Problem[] => [
  ...endpointProblems(given, 'STARS_EDGE_MODEL'),
  ...neededWith(given, 'STARS_UCP_ENDPOINT', 'STARS_UCP_CURRENCY'),
  ...neededWith(given, 'STARS_UCP_CURRENCY', 'STARS_UCP_ENDPOINT'),
];

/** Which threads answer beside that of the servers. @param standard all of them, if these variables do not say; undefined: none */
export function answerThreadsOf(
  config: z.infer<z.ZodObject<typeof answerEnvironment>>,
  plan: Omit<AnswerThreadPlan, 'threads'>,
  standard = 1,
): AnswerThreadPlan | undefined {
  const threads = (config.STARS_GATEWAY_THREADS ?? standard) - 1;
  return threads > 0 ? { ...plan, threads } : undefined;
}

/**
 * The gateway's settings from these variables, which have no `answerProblems`. The text library is large, and is loaded only if a model
 * is named.
 * @param given Surfaces and kinds as JSON, if no variable says them.
 * Errors: `STARS_CONFIG_INVALID` for a surface or a kind with a wrong field.
 */
export async function answerSettingsOf(
  config: z.infer<z.ZodObject<typeof answerEnvironment>>,
  about: { metrics: Metrics; logger: Logger },
  given: { surfaces?: unknown; kinds?: unknown } = {},
): Promise<Pick<GatewayDeps, 'impressions' | 'surfaces' | 'kinds' | 'listEditing' | 'ucp'>> {
  const { STARS_GATEWAY_IMPRESSIONS: impressions, STARS_EDGE_MODEL: model } = config;
  const { STARS_UCP_ENDPOINT: url, STARS_UCP_CURRENCY: currency } = config;
  const ucp = url !== undefined && currency !== undefined ? { url, currency } : undefined;
  const surfaces = surfacesFromJson((await jsonOf(config, 'STARS_SURFACES')) ?? given.surfaces);
  const kinds = ownKindsFromJson((await jsonOf(config, 'STARS_KINDS')) ?? given.kinds);
  if (model === undefined) return { impressions, surfaces, kinds, ucp };
  const { endpointOf, openListEditor } = await import('@stars/text');
  const editor = openListEditor(endpointOf(config), { model }, about);
  const { STARS_EDGE_RERANK: rerank, STARS_EDGE_ITEMS: items, STARS_EDGE_WAIT_MS: waitMs } = config;
  return { impressions, surfaces, kinds, ucp, listEditing: { editor, rerank, items, waitMs } };
}

/** What a variable holds as JSON, or names as a file; undefined if it is not set. */
async function jsonOf<N extends 'STARS_SURFACES' | 'STARS_KINDS'>(
  config: Partial<Record<N, string>>,
  name: N,
): Promise<unknown> {
  const text = config[name];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text.trimStart().startsWith('{') ? text : await readFile(text, 'utf8')) as unknown;
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is no JSON' : (cause as Error).message;
    throw new StarsError('STARS_CONFIG_INVALID', `${name} cannot be read: ${why}`, { field: name, cause });
  }
}
