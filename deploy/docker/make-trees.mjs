// Makes FOLDER/<image> of what each image needs to run, as hard links, with its SBOM. From the workspace, where all is installed and
// built, it removes what only building and testing need. usage: node make-trees.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [, , folder] = process.argv;
const SERVICES = ['gateway', 'catalog', 'tagger', 'embedder', 'trainer', 'archiver'];
const run = (program, ...parameters) =>
  execFileSync(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 });

// A client library asks for TypeScript as a peer, for types only. There is one TensorFlow in an image.
const LEFT_OUT = /^node_modules\/(typescript|@typescript\/.*|@tensorflow\/tfjs-node-gpu)$/;
const LEFT_OUT_GPU = /^node_modules\/(typescript|@typescript\/.*|@tensorflow\/tfjs-node)$/;
const pathOf = ({ properties }) => properties.find(({ name }) => name === 'cdx:npm:package:path').value;

/** The SBOM of a workspace: all that npm finds from it. */
function billOf(workspace) {
  const options = ['--omit', 'dev', '--flatten-components', '--output-reproducible', '--no-validate'];
  return JSON.parse(run('node_modules/.bin/cyclonedx-npm', ...options, '--workspace', workspace));
}

function without(pattern, bill) {
  const stays = (component) => !pattern.test(pathOf(component));
  const out = new Set(bill.components.filter((one) => !stays(one)).map((one) => one['bom-ref']));
  const dependencies = bill.dependencies
    .filter(({ ref }) => !out.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => !out.has(other)) }));
  return { ...bill, components: bill.components.filter(stays), dependencies };
}

function clean() {
  const remove = (...patterns) => {
    for (const path of globSync(patterns)) rmSync(path, { recursive: true });
  };
  remove('{libs/*/*,services/*,tools/cli}/{src,native,fixtures,README.md,tsconfig.json}');
  remove('node_modules/@tensorflow/tfjs-node/deps/include');
  // ONNX Runtime ships all platforms in one package.
  const platforms = globSync('node_modules/onnxruntime-node/bin/*/*/*');
  remove(...platforms.filter((path) => !path.endsWith(join('linux', process.arch))));
  const ours = ['libs', 'services', 'tools/cli'];
  run(
    'find',
    ...ours,
    '-type',
    'f',
    '(',
    '-name',
    '*.test.js*',
    '-o',
    '-name',
    '*.d.ts',
    '-o',
    '-name',
    '*.d.ts.map',
    ')',
    '-delete',
  );
  run('find', 'node_modules', '-type', 'f', '(', '-name', '*.d.ts', '-o', '-name', '*.map', ')', '-delete');
}

function makeTree(image, bill) {
  const tree = join(folder, image);
  const packages = bill.components.map(pathOf).filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path));
  // What a link leads to is a part of the workspace.
  const targets = packages.map((path) => relative('.', realpathSync(path)));
  mkdirSync(tree, { recursive: true });
  const paths = new Set([...packages, ...targets, 'package.json', 'proto', 'deploy/docker/ready.mjs']);
  run('cp', '-al', '--parents', '-t', tree, ...paths);
  if (existsSync(join(tree, 'node_modules/@stars/text'))) {
    cpSync(join(process.env.STARS_CACHE, 'text'), join(tree, 'cache/text'), { recursive: true });
  }
  writeFileSync(join(tree, 'sbom.cdx.json'), JSON.stringify(bill, null, 1));
}

// Before their program is removed too.
const bills = SERVICES.map((name) => [name, billOf(`services/${name}`)]);
bills.push(['cli', billOf('tools/cli')]);
run('npm', 'prune', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund');
clean();
for (const [image, bill] of bills) makeTree(image, without(LEFT_OUT, bill));
makeTree('trainer-gpu', without(LEFT_OUT_GPU, Object.fromEntries(bills).trainer));
// Any user may run an image.
run('chmod', '-R', 'a+rX', folder);
