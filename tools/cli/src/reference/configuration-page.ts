import { accessEnvironment } from '@stars/access';
import { archiveSettings } from '@stars/archive';
import { s3Environment } from '@stars/object-store';
import { secretKind, tracingEnvironment } from '@stars/platform';
import { archiverEnvironment } from '@stars/service-archiver';
import { catalogEnvironment } from '@stars/service-catalog';
import { embedderEnvironment, rollOutEnvironment } from '@stars/service-embedder';
import {
  answerEnvironment,
  gatewayEnvironment,
  signalEnvironment,
  statisticsEnvironment,
} from '@stars/service-gateway';
import { taggerEnvironment, taggerSettings } from '@stars/service-tagger';
import { trainerEnvironment } from '@stars/service-trainer';
import { eventTimeEnvironment, modelsEnvironment, serviceEnvironment, stackEnvironment } from '@stars/stack';
import { textEnvironment } from '@stars/text';
import { z } from 'zod';
import { code, page, table } from './markdown.js';
import { OTHER_VARIABLES } from './other-variables.js';

type Shape = Readonly<Record<string, z.ZodType>>;

/** Who reads what, besides S3. `./stars` is every verb that opens a data folder, and `./stars up`. */
const OWN_SETTINGS: Readonly<Record<string, Shape>> = {
  './stars': {
    ...stackEnvironment,
    ...taggerSettings,
    ...eventTimeEnvironment,
    ...statisticsEnvironment,
    ...signalEnvironment,
    ...answerEnvironment,
    ...modelsEnvironment,
    ...rollOutEnvironment,
    ...textEnvironment,
    ...archiveSettings,
    ...accessEnvironment,
    ...tracingEnvironment,
  },
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
    'All configuration is in environment variables. A service reads them once, at its start. It logs what it took, without ' +
      'secrets. If a variable is wrong or missing, the service names all such variables and ends with `STARS_CONFIG_INVALID`. ' +
      'An empty variable counts as not set.',
    SECRETS,
    ...parts,
    '## Tools and tests',
    table(
      ['variable', 'meaning'],
      Object.entries(OTHER_VARIABLES).map(([name, meaning]) => [code(name), meaning]),
    ),
  ]);
}

const SECRETS = `## Secrets

Settings of the types \`secret\` and \`address, secret\` can be in a file instead, as Docker and Kubernetes keep them: \`<NAME>_FILE\` is the path of the file, and \`<NAME>\` is not set. No log, error, metric or answer shows them. Of an address, they show server and path, but not user, password and query.

If the file changes, a process takes the new value without a restart. It looks at the file once a second at most.

| setting | when the new value is used |
| --- | --- |
| keys, user names and passwords of Elasticsearch, Qdrant, S3 and the endpoint of language models | at the next request |
| password or token of Kafka, login in the address of Redis | at the next connection; open connections stay |
| \`STARS_STORE_CA_FILE\`; for Kafka \`STARS_STORE_CERT_FILE\` and \`STARS_STORE_KEY_FILE\` | at the next connection |
| \`STARS_CONTROL_KEY\`, \`STARS_AUDIT_KEY\` | at the next message or record |
| server in an address | after a restart |
| \`STARS_ARCHIVE_KEY\` | never: hashes of users who were deleted need the key that made them |`;

function variableTable(variables: readonly (readonly [string, z.ZodType])[]): string {
  const rows = variables.map(([name, schema]) => {
    if (schema.description === undefined) throw new Error(`${name} has no description`);
    // If a default is set elsewhere, the description names it.
    const [meaning, described = ''] = schema.description.split(' Default: ');
    const { type, standard } = typeOf(schema);
    const names = secretKind(schema) ? `${code(name)} or ${code(`${name}_FILE`)}` : code(name);
    return [names, type, standard || described.replace(/\.$/, ''), meaning!, readersOf(name)];
  });
  return table(['variable', 'type', 'default', 'meaning', 'read by'], rows);
}

function readersOf(name: string): string {
  const readers = Object.keys(READERS).filter((reader) => name in READERS[reader]!);
  const services = readers.filter((reader) => reader !== './stars');
  const every = services.length === Object.keys(READERS).length - 1;
  return [...(readers.includes('./stars') ? ['`./stars`'] : []), ...(every ? ['every service'] : services)].join(', ');
}

/** Only what the page needs of a JSON schema. */
interface Described {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
}

/** A variable is text: a transformed one has the type before the transformation, a coerced one the type after it. */
function typeOf(schema: z.ZodType): { type: string; standard: string } {
  const kind = secretKind(schema);
  if (kind) return { type: kind === 'address' ? 'address, secret' : 'secret', standard: '' };
  const [output, input] = (['output', 'input'] as const).map(
    (io) => z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Described,
  );
  const described = output!.type === undefined && output!.enum === undefined ? input! : output!;
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
