import { type Logger, type Metrics, parseConfig } from '@stars/platform';
import { z } from 'zod';
import type { GatewayDeps } from './gateway-deps.js';

/** What happens to answers before and after they go out, by environment variables. */
export const answerEnvironment = {
  STARS_GATEWAY_IMPRESSIONS: z
    .stringbool()
    .default(true)
    .describe('Whether answers to requests that name a surface are recorded as impressions.'),
  STARS_EDGE_MODEL: z
    .string()
    .optional()
    .describe('Name of a language model that explains items, at the endpoint of STARS_OPENAI_BASE_URL. Default: none.'),
  STARS_EDGE_RERANK: z
    .stringbool()
    .default(false)
    .describe('Whether this language model may also change the order of the first items.'),
  STARS_EDGE_ITEMS: z.coerce
    .number()
    .int()
    .positive()
    .max(50)
    .default(10)
    .describe('Number of items that this language model is asked about.'),
  STARS_EDGE_WAIT_MS: z.coerce
    .number()
    .int()
    .positive()
    .max(60_000)
    .default(500)
    .describe('Milliseconds that an answer waits for this language model. The deadline of the request holds too.'),
};

/**
 * The gateway's settings from these variables. The text library is large, and is loaded only if a model is named.
 * Errors: `STARS_CONFIG_INVALID` if a model has no endpoint.
 */
export async function answerSettingsOf(
  config: z.infer<z.ZodObject<typeof answerEnvironment>>,
  about: { metrics: Metrics; logger: Logger },
  env: NodeJS.ProcessEnv = process.env,
): Promise<Pick<GatewayDeps, 'impressions' | 'listEditing'>> {
  const { STARS_GATEWAY_IMPRESSIONS: impressions, STARS_EDGE_MODEL: model } = config;
  if (model === undefined) return { impressions };
  const { endpointOf, openListEditor, textEnvironment } = await import('@stars/text');
  const text = parseConfig(z.object(textEnvironment), env);
  const editor = openListEditor(endpointOf(text), { model, temperature: text.STARS_OPENAI_TEMPERATURE }, about);
  const { STARS_EDGE_RERANK: rerank, STARS_EDGE_ITEMS: items, STARS_EDGE_WAIT_MS: waitMs } = config;
  return { impressions, listEditing: { editor, rerank, items, waitMs } };
}
