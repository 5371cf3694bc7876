// The direction of dependencies (docs/architecture.md), checked by `./stars lint`. The table below is the whole of it.

/** What each library may import, besides itself. `libs/errors` is open to all but `libs/model`. */
const LIBRARIES = {
  contracts: [],
  datasets: ['contracts', 'event-bus', 'platform'],
  errors: [],
  evaluation: [
    'contracts',
    'event-bus',
    'features',
    'inference',
    'item-catalog',
    'model',
    'platform',
    'profile-store',
    'ranking',
    'vector-index',
  ],
  'event-bus': ['contracts', 'platform', 'sqlite'],
  features: ['contracts'],
  inference: ['contracts', 'features', 'model', 'platform', 'ranking'],
  'item-catalog': ['contracts', 'platform', 'sqlite'],
  model: [],
  platform: [],
  'profile-store': ['contracts', 'platform', 'sqlite'],
  ranking: ['contracts'],
  sqlite: ['platform'],
  stack: ['contracts', 'event-bus', 'item-catalog', 'platform', 'profile-store', 'sqlite', 'vector-index'],
  text: ['contracts', 'platform', 'sqlite'],
  'vector-index': ['contracts', 'platform', 'sqlite'],
};

/** Client libraries of servers and of native code, each with the one package whose one file may import it. */
const CLIENT_LIBRARIES = {
  '@duckdb/node-api': 'datasets',
  '@elastic/elasticsearch': 'item-catalog',
  '@huggingface/tokenizers': 'text',
  '@qdrant/js-client-rest': 'vector-index',
  '@redis/client': 'profile-store',
  ioredis: 'profile-store',
  kafkajs: 'event-bus',
  'node:sqlite': 'sqlite',
  'onnxruntime-node': 'text',
  openai: 'text',
  redis: 'profile-store',
  testcontainers: 'tools/servers',
  usearch: 'vector-index',
};

const moduleOf = (library) =>
  library.startsWith('node:') ? `^(node:)?${library.slice(5)}$` : `(^|/)node_modules/${library}/`;

/** A library's folder, where no other is named. */
const homeOf = (home) => (home.includes('/') ? home : `libs/${home}`);

const TEST = '(\\.test\\.ts$|/src/testing/)';

const libraryRules = Object.entries(LIBRARIES).flatMap(([name, allowed]) => {
  const open = [name, ...(name === 'model' ? [] : ['errors']), ...allowed];
  const rule = (suffix, from, libraries) => ({
    name: `library-${name}${suffix}`,
    comment: `libs/${name} may import ${libraries.slice(1).join(', ') || 'no other library'}`,
    severity: 'error',
    from: { path: `^libs/${name}/src/`, ...from },
    to: { path: '^libs/', pathNot: `^libs/(${libraries.join('|')})/` },
  });
  // Tests feed on data sets, the made-up shop above all, and stand on a real bus.
  return [
    rule('', { pathNot: TEST }, open),
    rule('-tests', { path: `^libs/${name}/.*${TEST}` }, [...open, 'datasets', 'event-bus', 'sqlite']),
  ];
});

module.exports = {
  forbidden: [
    ...libraryRules,
    {
      name: 'library-unknown',
      comment: 'a new library needs its line in the table at the top of .dependency-cruiser.cjs',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^libs/(${Object.keys(LIBRARIES).join('|')})/` },
      to: {},
    },
    {
      name: 'library-imports-no-service',
      severity: 'error',
      from: { path: '^libs/', pathNot: TEST },
      to: { path: '^(services|tools)/' },
    },
    {
      name: 'tests-import-only-servers',
      comment: 'tests start real servers with tools/servers, and take nothing else of tools',
      severity: 'error',
      from: { path: `^(libs|services)/.*${TEST}` },
      to: { path: '^tools/', pathNot: '^tools/servers/' },
    },
    {
      name: 'library-tests-import-no-service',
      severity: 'error',
      from: { path: `^libs/.*${TEST}` },
      to: { path: '^services/' },
    },
    {
      name: 'service-imports-no-service',
      comment: 'services meet on the bus and in the ports; only standalone puts them together',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/standalone/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'service-imports-no-tool',
      severity: 'error',
      from: { path: '^services/', pathNot: TEST },
      to: { path: '^tools/' },
    },
    {
      name: 'model-is-pure',
      comment: 'libs/model takes tensors and gives tensors: TensorFlow and nothing else',
      severity: 'error',
      from: { path: '^libs/model/src/', pathNot: TEST },
      to: { pathNot: ['^libs/model/src/', '(^|/)node_modules/@tensorflow/'] },
    },
    ...Object.entries(CLIENT_LIBRARIES).flatMap(([library, home]) => [
      {
        name: `client-${library}-at-home`,
        comment: `only ${homeOf(home)} knows ${library}; the others use its port`,
        severity: 'error',
        from: { pathNot: `^${homeOf(home)}/` },
        to: { path: moduleOf(library) },
      },
      {
        name: `client-${library}-in-one-file`,
        comment: `${library} is imported in exactly one file`,
        severity: 'error',
        from: { path: '^(libs|services|tools)/' },
        module: { path: moduleOf(library), numberOfDependentsMoreThan: 1 },
      },
    ]),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      comment: 'an import that leads nowhere hides from every other rule',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared',
      comment: 'what is imported stands in the package.json beside it',
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
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
    combinedDependencies: true,
    cache: false,
  },
};
