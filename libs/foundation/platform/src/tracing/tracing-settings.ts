import { z } from 'zod';
import { numberBetween, secret } from '../config.js';

/** Samplers that OpenTelemetry names. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Settings of tracing: the shape of a zod object. The exporter reads more variables of OpenTelemetry itself. */
export const tracingEnvironment = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where traces go: the address of a collector that takes OTLP over HTTP. Absent: nothing is traced.'),
  OTEL_EXPORTER_OTLP_HEADERS: secret()
    .optional()
    .describe('Headers that the collector asks for, such as `authorization=Bearer%20KEY`, separated by commas.')
    .meta({ live: 'when spans are next sent' }),
  OTEL_RESOURCE_ATTRIBUTES: z
    .string()
    .optional()
    .describe('Attributes of all spans, such as `deployment.environment.name=test`, separated by commas.'),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS)
    .default('parentbased_always_on')
    .describe(
      'Which requests are traced. With `parentbased_…`, a caller that sends a trace decides; with the others, the share counts for all.',
    ),
  OTEL_TRACES_SAMPLER_ARG: numberBetween(0, 1)
    .default(1)
    .describe('Share of requests that `traceidratio` and `parentbased_traceidratio` trace: 0.01 is 1%.'),
} as const;

export type TracingSettings = z.infer<z.ZodObject<typeof tracingEnvironment>>;
