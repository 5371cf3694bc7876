// Gives every workspace the same three targets, so that no package.json repeats them: `npx nx run-many -t build test`.
const { dirname } = require('node:path');

const targetsOf = (root) => ({
  build: {
    command: `tsc -b ${root}`,
    dependsOn: ['^build'],
    inputs: ['sources', '^sources'],
    outputs: ['{projectRoot}/dist'],
    cache: true,
  },
  test: {
    command: `vitest run --project=unit --passWithNoTests ${root}/`,
    dependsOn: ['build'],
    inputs: ['sources', '^sources', '{workspaceRoot}/vitest.config.ts'],
    cache: true,
  },
  lint: {
    command: `biome check ${root}`,
    inputs: ['sources', '{workspaceRoot}/biome.json'],
    cache: true,
  },
});

module.exports = {
  name: 'stars-targets',
  createNodes: [
    '{{libs/*,services,tools}/*,lab,clients/{typescript,medusa}}/package.json',
    (files) =>
      files.map((file) => {
        const root = dirname(file);
        return [file, { projects: { [root]: { root, targets: targetsOf(root) } } }];
      }),
  ],
};
