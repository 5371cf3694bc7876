import { accessEnvironment } from '@stars/access';
import { archiveSettings } from '@stars/archive';
import { s3Environment } from '@stars/object-store';
import { liveWhen, secretKind, tracingEnvironment } from '@stars/platform';
import { rollOutEnvironment } from '@stars/roll-out';
import { archiverEnvironment } from '@stars/service-archiver';
import { catalogEnvironment } from '@stars/service-catalog';
import { embedderEnvironment } from '@stars/service-embedder';
import { gatewayEnvironment } from '@stars/service-gateway';
import { standaloneEnvironment } from '@stars/service-standalone';
import { taggerEnvironment } from '@stars/service-tagger';
import { trainerEnvironment } from '@stars/service-trainer';
import { eventTimeEnvironment, modelsEnvironment, serviceEnvironment, stackEnvironment } from '@stars/stack';
import { textEnvironment } from '@stars/text';
import { z } from 'zod';
import { code, page, table } from './markdown.js';
import { OTHER_VARIABLES } from './other-variables.js';

type Shape = Readonly<Record<string, z.ZodType>>;

/** Who reads what, besides S3. `./stars` is every verb that opens a data folder, and `./stars up`. */
const OWN_SETTINGS: Readonly<Record<string, Shape>> = {
  './stars': standaloneEnvironment.shape,
  gateway: gatewayEnvironment.shape,
  catalog: catalogEnvironment.shape,
  tagger: taggerEnvironment.shape,
  embedder: embedderEnvironment.shape,
  trainer: trainerEnvironment.shape,
  archiver: archiverEnvironment.shape,
};

/** Who reads what: by service, and of `./stars`. Archive and models may be in S3. */
export const READERS: Readonly<Record<string, Shape>> = Object.fromEntries(
  Object.entries(OWN_SETTINGS).map(([reader, shape]) => [reader, { ...s3Environment, ...shape }]),
);

/** Each setting of any process, with its schema. */
export const ALL_SETTINGS: Shape = Object.assign({}, ...Object.values(READERS));

/** A part of the page lists the variables that no earlier part has. */
const PARTS: readonly (readonly [title: string, shape: Shape])[] = [
  ['The stack', stackEnvironment],
  ['Traces', tracingEnvironment],
  ['Every service', serviceEnvironment],
  ['Times of events', eventTimeEnvironment],
  ['Product texts and language models', textEnvironment],
  ['Models and their roll-out', { ...modelsEnvironment, ...rollOutEnvironment }],
  ['Archive', archiveSettings],
  ['Storage with the API of S3', s3Environment],
  ['Callers of the API', accessEnvironment],
  ['Gateway', gatewayEnvironment.shape],
  ['Catalogue indexer', catalogEnvironment.shape],
  ['Tagger', taggerEnvironment.shape],
  ['Embedder', embedderEnvironment.shape],
  ['Trainer', trainerEnvironment.shape],
  ['Archiver', archiverEnvironment.shape],
];

/** Every environment variable: its type, default, meaning and readers. */
export function configurationPage(): string {
  const listed = new Set<string>();
  const parts = PARTS.flatMap(([title, shape]) => {
    const fresh = Object.entries(shape).filter(([name]) => !listed.has(name));
    for (const [name] of fresh) listed.add(name);
    return [`## ${title}`, variableTable(fresh)];
  });
  return page('Configuration', 'the schemas of the environment', [
    INTRODUCTION,
    FILE,
    SECRETS,
    WHILE_RUNNING,
    ...parts,
    '## Tools and tests',
    table(
      ['variable', 'meaning'],
      Object.entries(OTHER_VARIABLES).map(([name, meaning]) => [code(name), meaning]),
    ),
  ]);
}

const INTRODUCTION =
  'Settings are environment variables, or lines of a file that `STARS_CONFIG` names. A process reads them once, at its start, and ' +
  'logs what it took, without secrets. An empty variable counts as not set.\n\n' +
  'If anything is wrong, the start ends with one `STARS_CONFIG_INVALID` that names all of it: values that are wrong or missing, ' +
  'and each variable that begins with `STARS_` and is not on this page. A setting of another process is no error, so all ' +
  'processes can share one environment or one file. Variables of tests (`STARS_TEST_…`) are no error either, nor is what Kubernetes says ' +
  'of a Service whose name begins with `stars`, such as `STARS_SERVICE_HOST` or `STARS_TAGGER_PORT=tcp://10.0.0.7:8082`: it is passed over. Names that do not begin with `STARS_` are not checked: the SDKs of AWS and OpenTelemetry read more of them.';

const FILE = `## File

The file is YAML, or JSON, which is YAML too. Each line is a setting with its value. It may have all settings of this page but those of [tools and tests](#tools-and-tests), \`<NAME>_FILE\` included. Any other name in it is an error. What the environment says wins, also if it says \`<NAME>\` and the file \`<NAME>_FILE\`, or the other way round.

\`\`\`yaml
STARS_STACK: servers
STARS_KAFKA_BROKERS: kafka-1:9092,kafka-2:9092
STARS_REDIS_URL_FILE: /run/secrets/redis-url
STARS_KAFKA_PARTITIONS: 16
\`\`\``;

const SECRETS = `## Secrets

Settings of the types \`secret\` and \`address, secret\` can be in a file of their own, as Docker and Kubernetes keep them: \`<NAME>_FILE\` is the path of the file, and \`<NAME>\` is not set. No log, error, metric or answer shows them. Of an address, they show server and path, but not user, password and query.`;

const WHILE_RUNNING = `## Changes while running

The column *new value* says when a process uses a changed file without a restart: the file of \`<NAME>_FILE\`, or the one that the setting itself names. It looks at the file at most once a second. A file that is away, empty or of no use changes nothing. All other settings need a restart.`;

function variableTable(variables: readonly (readonly [string, z.ZodType])[]): string {
  const rows = variables.map(([name, schema]) => {
    if (schema.description === undefined) throw new Error(`${name} has no description`);
    // If a default is set elsewhere, the description names it.
    const [meaning, described = ''] = schema.description.split(' Default: ');
    const { type, standard } = typeOf(schema);
    const names = secretKind(schema) ? `${code(name)} or ${code(`${name}_FILE`)}` : code(name);
    const isLive = liveWhen(schema) ?? '';
    return [names, type, standard || described.replace(/\.$/, ''), meaning!, isLive, readersOf(name)];
  });
  return table(['variable', 'type', 'default', 'meaning', 'new value', 'read by'], rows);
}

function readersOf(name: string): string {
  const readers = Object.keys(READERS).filter((reader) => name in READERS[reader]!);
  const services = readers.filter((reader) => reader !== './stars');
  const every = services.length === Object.keys(READERS).length - 1;
  return [...(readers.includes('./stars') ? ['`./stars`'] : []), ...(every ? ['every service'] : services)].join(', ');
}

/** Only what pages need of a JSON schema. */
export interface Described {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  pattern?: string;
  not?: object;
}

/** A variable is text: a transformed one is described before the transformation, a coerced one after it. */
export function describedBy(schema: z.ZodType): Described {
  const [output, input] = (['output', 'input'] as const).map(
    (io) => z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Described,
  );
  return output!.type === undefined && output!.enum === undefined ? input! : output!;
}

function typeOf(schema: z.ZodType): { type: string; standard: string } {
  const kind = secretKind(schema);
  if (kind) return { type: kind === 'address' ? 'address, secret' : 'secret', standard: '' };
  const described = describedBy(schema);
  return {
    type: described.enum ? described.enum.map((value) => code(String(value))).join(', ') : simpleType(described),
    standard: described.default === undefined ? '' : code(String(described.default)),
  };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  boolean: '`true`, `false`',
  integer: 'whole number',
  string: 'text',
};

function simpleType({ type = 'string', minimum, maximum, exclusiveMinimum }: Described): string {
  const least = type === 'integer' && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : minimum;
  const bounds = [
    ...(least !== undefined && least > Number.MIN_SAFE_INTEGER ? [`from ${tidy(least)}`] : []),
    ...(type === 'number' && exclusiveMinimum !== undefined ? [`above ${tidy(exclusiveMinimum)}`] : []),
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? [`to ${tidy(maximum)}`] : []),
  ];
  return [TYPE_NAMES[type] ?? type, ...bounds].join(' ');
}

const tidy = (value: number): number => Number(value.toFixed(4));
