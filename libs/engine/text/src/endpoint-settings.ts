import { addressesIn, neededWith, type Problem, secret, secretAddress } from '@stars/platform';
import { z } from 'zod';

const count = z.coerce.number().int().positive();
const amount = z.coerce.number().min(0);

/** Settings of an endpoint that speaks the OpenAI protocol: the shape of a zod object. */
export const endpointEnvironment = {
  STARS_OPENAI_BASE_URL: secretAddress()
    .refine(
      (address) => addressesIn(address.read()).every(({ protocol }) => /^https?:$/.test(protocol)),
      'is no URL of http',
    )
    .optional()
    .describe('URL of the endpoint, such as `https://host/v1`.'),
  STARS_OPENAI_API_KEY: secret().optional().describe('API key of the endpoint.').meta({ live: 'at the next request' }),
  STARS_OPENAI_TIMEOUT_MS: count.default(60_000).describe('Milliseconds that one request may take, its body included.'),
  STARS_OPENAI_CONCURRENCY: count.max(256).default(4).describe('Requests to the endpoint at one time.'),
  STARS_OPENAI_BUDGET_TOKENS: count
    .optional()
    .describe(
      'Most tokens in a UTC day, across restarts; of a gateway, each process has its own budget, from its start on. Default: no limit.',
    ),
  STARS_OPENAI_BUDGET_COST: amount
    .positive()
    .optional()
    .describe('Most cost in such a day, in the currency of the prices. It needs a price. Default: no limit.'),
  STARS_OPENAI_INPUT_PRICE: amount.optional().describe('Price of a million input tokens.'),
  STARS_OPENAI_OUTPUT_PRICE: amount.optional().describe('Price of a million output tokens.'),
} as const;

export type EndpointEnvironment = z.infer<z.ZodObject<typeof endpointEnvironment>>;

/** What these settings lack, as they were given, where settings of these names use the endpoint. */
export const endpointProblems = (given: Readonly<Record<string, unknown>>, ...users: readonly string[]): Problem[] => [
  ...neededWith(given, 'STARS_OPENAI_BASE_URL', ...users),
  ...(given['STARS_OPENAI_OUTPUT_PRICE'] === undefined
    ? neededWith(given, 'STARS_OPENAI_INPUT_PRICE', 'STARS_OPENAI_BUDGET_COST')
    : []),
];
