// The direction of dependencies (docs/explanation/architecture.md), which `./stars lint` checks. The two tables below define it:
// what a tier may import, and what a room may import.

/** Tiers of `libs/`: tiers or single rooms that each may import besides itself. Arrows only go down. */
const TIERS = {
  foundation: [],
  stores: ['foundation'],
  engine: ['foundation'],
  learning: ['foundation', 'engine', 'stores/event-bus', 'stores/archive'],
  freshness: ['foundation', 'engine', 'stores'],
  serving: ['foundation', 'engine', 'stores'],
  testing: ['foundation'],
};

/** The four ports that make a stack. */
const PORTS = ['event-bus', 'item-catalog', 'profile-store', 'vector-index'];

/**
 * Rooms: what each may import besides itself. All but `model` may import `errors`. `stack` is in no list: only services, tools
 * and bench open stores by configuration.
 */
const ROOMS = {
  foundation: { errors: [], platform: [], contracts: [], sqlite: [], duckdb: [] },
  stores: {
    'event-bus': ['contracts', 'platform', 'sqlite'],
    'profile-store': ['contracts', 'platform', 'sqlite'],
    'item-catalog': ['contracts', 'platform', 'sqlite'],
    'vector-index': ['contracts', 'platform', 'sqlite'],
    'object-store': ['platform'],
    audit: ['contracts', 'event-bus', 'platform'],
    archive: ['contracts', 'duckdb', 'event-bus', 'object-store', 'platform'],
    'personal-data': ['archive', 'contracts', 'event-bus', 'profile-store'],
    stack: ['audit', 'contracts', 'event-bus', 'item-catalog', 'platform', 'profile-store', 'sqlite', 'vector-index'],
  },
  engine: {
    model: [],
    features: ['contracts'],
    text: ['contracts', 'platform', 'sqlite'],
    ranking: ['contracts'],
    inference: ['contracts', 'features', 'model', 'platform', 'ranking'],
  },
  learning: {
    datasets: ['contracts', 'duckdb', 'event-bus'],
    replay: ['contracts', 'features', 'inference', 'model', 'ranking'],
    baselines: ['contracts', 'features', 'replay'],
    training: ['archive', 'contracts', 'event-bus', 'features', 'inference', 'model', 'platform', 'ranking', 'replay'],
    evaluation: ['baselines', 'contracts', 'features', 'inference', 'ranking', 'replay'],
  },
  freshness: {
    statistics: ['archive', 'contracts', 'event-bus', 'features', 'inference', 'platform', 'profile-store', 'ranking'],
    vectors: ['archive', 'contracts', 'features', 'inference', 'platform', 'statistics', ...PORTS],
    'roll-out': ['contracts', 'features', 'inference', 'model', 'platform', 'vectors', ...PORTS],
    erasure: ['archive', 'contracts', 'event-bus', 'platform', 'profile-store'],
  },
  serving: {
    access: ['contracts', 'platform'],
    agents: ['contracts'],
    recommending: ['contracts', 'features', 'inference', 'platform', 'ranking', 'text', ...PORTS],
  },
  testing: { servers: [] },
};

/** What a room's tests may import in addition. */
const FOR_TESTS = {
  'event-bus': ['servers'],
  'profile-store': ['servers'],
  'item-catalog': ['servers'],
  'object-store': ['servers'],
  archive: ['servers', 'sqlite'],
  audit: ['sqlite'],
  stack: ['servers'],
  inference: ['event-bus', 'object-store', 'sqlite'],
  training: ['datasets', 'object-store', 'sqlite'],
  evaluation: ['datasets', 'model', 'training'],
  statistics: ['sqlite'],
  vectors: ['sqlite', 'stack'],
  erasure: ['object-store', 'stack'],
};

/** Client libraries of servers and of native code, each with the only package that may import it, in one file. */
const CLIENT_LIBRARIES = {
  '@aws-sdk/client-s3': 'object-store',
  '@duckdb/node-api': 'duckdb',
  '@elastic/elasticsearch': 'item-catalog',
  '@huggingface/tokenizers': 'text',
  '@opentelemetry/api': 'platform',
  '@opentelemetry/exporter-trace-otlp-http': 'platform',
  '@opentelemetry/sdk-trace': 'platform',
  '@qdrant/js-client-rest': 'vector-index',
  '@redis/client': 'profile-store',
  ioredis: 'profile-store',
  jose: 'access',
  kafkajs: 'event-bus',
  'node:sqlite': 'sqlite',
  'onnxruntime-node': 'text',
  openai: 'text',
  redis: 'profile-store',
  testcontainers: 'servers',
};

const moduleOf = (library) =>
  library.startsWith('node:') ? `^(node:)?${library.slice(5)}$` : `(^|/)node_modules/${library}/`;

const TIER_OF = Object.fromEntries(
  Object.entries(ROOMS).flatMap(([tier, rooms]) => Object.keys(rooms).map((room) => [room, tier])),
);
const folderOf = (room) => `libs/${TIER_OF[room]}/${room}`;

const TEST = '(\\.test\\.ts$|/src/testing/)';

const tierRules = Object.entries(TIERS).map(([tier, below]) => ({
  name: `tier-${tier}`,
  comment: `libs/${tier} may import ${below.join(', ') || 'no other tier'}`,
  severity: 'error',
  from: { path: `^libs/${tier}/`, pathNot: TEST },
  to: { path: '^libs/', pathNot: `^libs/(${[tier, ...below].join('|')})/` },
}));

const roomRules = Object.values(ROOMS)
  .flatMap(Object.entries)
  .flatMap(([room, allowed]) => {
    const open = [room, ...(room === 'model' ? [] : ['errors']), ...allowed];
    const rule = (suffix, from, rooms) => ({
      name: `room-${room}${suffix}`,
      comment: `${folderOf(room)} may import ${rooms.slice(1).join(', ') || 'no other room'}`,
      severity: 'error',
      from: { path: `^${folderOf(room)}/src/`, ...from },
      to: { path: '^libs/', pathNot: `^(${rooms.map(folderOf).join('|')})/` },
    });
    return [
      rule('', { pathNot: TEST }, open),
      rule('-tests', { path: `^${folderOf(room)}/.*${TEST}` }, [...open, ...(FOR_TESTS[room] ?? [])]),
    ];
  });

module.exports = {
  forbidden: [
    ...tierRules,
    ...roomRules,
    {
      name: 'room-unknown',
      comment: 'a new room needs its line in the table at the top of .dependency-cruiser.cjs',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^(${Object.keys(TIER_OF).map(folderOf).join('|')})/` },
      to: {},
    },
    {
      name: 'real-servers-are-for-tests',
      comment: 'code that starts real servers is for tests, tools and bench; no image has it',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: [TEST, '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'library-imports-no-service',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(services|tools)/' },
    },
    {
      name: 'service-imports-no-service',
      comment: 'services only communicate over the bus and the ports; only standalone combines them',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/standalone/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'service-imports-no-tool',
      severity: 'error',
      from: { path: '^services/' },
      to: { path: '^tools/' },
    },
    {
      name: 'clients-stand-alone',
      severity: 'error',
      from: { path: '^clients/', pathNot: TEST },
      to: { path: '^(libs|services|tools|lab)/' },
    },
    {
      name: 'nothing-imports-lab',
      comment: 'lab is what we run to learn; it imports everything, and no image has it',
      severity: 'error',
      from: { path: '^(libs|services|tools)/' },
      to: { path: '^lab/' },
    },
    {
      name: 'product-imports-no-workshop',
      comment: 'tools/repo checks, tests and describes the product; no image has it',
      severity: 'error',
      from: { path: '^(libs|services|tools/cli)/' },
      to: { path: '^tools/repo/' },
    },
    {
      name: 'model-is-pure',
      comment: 'libs/engine/model takes tensors and returns tensors: it imports only TensorFlow',
      severity: 'error',
      from: { path: '^libs/engine/model/src/', pathNot: TEST },
      to: { pathNot: ['^libs/engine/model/src/', '(^|/)node_modules/@tensorflow/'] },
    },
    ...Object.entries(CLIENT_LIBRARIES).flatMap(([library, home]) => [
      {
        name: `client-${library}-at-home`,
        comment: `only ${folderOf(home)} may import ${library}; others use its port`,
        severity: 'error',
        from: { pathNot: `^${folderOf(home)}/` },
        to: { path: moduleOf(library) },
      },
      {
        name: `client-${library}-in-one-file`,
        comment: `${library} is imported in exactly one file`,
        severity: 'error',
        from: { path: '^(libs|services|tools|lab)/' },
        module: { path: moduleOf(library), numberOfDependentsMoreThan: 1 },
      },
    ]),
    {
      name: 'clients-are-loaded-late',
      comment: 'half of the time of a start: a process that needs no server loads no client of one',
      severity: 'error',
      from: { path: '^libs/stores/[^/]+/src/index\\.ts$' },
      to: {
        path: '^libs/stores/[^/]+/src/(elasticsearch|kafka|qdrant|redis)/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      comment: 'no other rule sees an import that cannot be resolved',
      ...{ severity: 'error', from: {}, to: { couldNotResolve: true } },
    },
    {
      name: 'no-undeclared',
      comment: 'an imported package must be in the package.json of the workspace',
      severity: 'error',
      from: { pathNot: TEST },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: ['(^|/)node_modules/', '(^|/)dist/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
    combinedDependencies: true,
    cache: false,
  },
};
