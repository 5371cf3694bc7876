// Makes what each image needs to run, as hard links: FOLDER/<image>/code is STARS, FOLDER/<image>/packages what only this image has of
// others, and FOLDER/<layer> what several images share. From the workspace, where all is installed and built, it removes what only
// building and testing need. usage: node make-trees.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [, , folder] = process.argv;
const SERVICES = ['gateway', 'catalog', 'tagger', 'embedder', 'trainer', 'archiver'];
/** Shared layers, each on the ones before it, and the images that have it. */
const LAYERS = { common: [...SERVICES, 'cli', 'trainer-gpu'], training: ['trainer', 'cli'] };
const run = (program, ...parameters) =>
  execFileSync(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 });

// For types, for browsers, and for servers of the MCP SDK that nobody starts here.
const UNREAD = [
  ...['typescript', '@typescript/.*', 'core-js', 'regenerator-runtime'],
  ...['hono', '@hono/.*', 'express-rate-limit'],
];
// TensorFlow is where models are trained, one of it in an image. Gateways embed no texts.
const LEFT_OUT = {
  gateway: ['@tensorflow/.*', 'onnxruntime-node'],
  embedder: ['@tensorflow/.*'],
  'trainer-gpu': ['@tensorflow/tfjs-node'],
};
const leftOut = (image) =>
  new RegExp(`^node_modules/(${[...UNREAD, ...(LEFT_OUT[image] ?? ['@tensorflow/tfjs-node-gpu'])].join('|')})$`);
const pathOf = ({ properties }) => properties.find(({ name }) => name === 'cdx:npm:package:path').value;

/** The SBOM of a workspace: all that npm finds from it. */
function billOf(workspace) {
  const options = ['--omit', 'dev', '--flatten-components', '--output-reproducible', '--no-validate'];
  return JSON.parse(run('node_modules/.bin/cyclonedx-npm', ...options, '--workspace', workspace));
}

/** Without what an image leaves out, what only that needs, and optional packages for other machines. */
function billWithout(pattern, bill) {
  const stays = (component) => !pattern.test(pathOf(component)) && existsSync(pathOf(component));
  const kept = new Map(bill.components.filter(stays).map((one) => [one['bom-ref'], one]));
  const needs = new Map(bill.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const reached = new Set([bill.metadata.component['bom-ref']]);
  for (const ref of reached) for (const other of needs.get(ref) ?? []) if (kept.has(other)) reached.add(other);
  const dependencies = [...reached].map((ref) => ({
    ref,
    dependsOn: (needs.get(ref) ?? []).filter((r) => reached.has(r)),
  }));
  return { ...bill, components: [...kept.values()].filter((one) => reached.has(one['bom-ref'])), dependencies };
}

function clean() {
  const remove = (...patterns) => {
    for (const path of globSync(patterns)) rmSync(path, { recursive: true });
  };
  remove('{libs/*/*,services/*,tools/cli}/{src,native,fixtures,README.md,tsconfig.json}');
  // Of the web console, images have what was built.
  remove('services/console/{web,dist/web-types}');
  remove('node_modules/@tensorflow/tfjs-node/deps/include');
  // Of the bundles, Node reads the one that `main` names. tfjs-node reads parts of the core.
  const bundles = globSync('node_modules/@tensorflow/tfjs{,-converter,-data,-layers,-backend-*}/dist/*');
  remove(...bundles.filter((path) => !path.endsWith('.node.js')));
  remove('node_modules/@tensorflow/tfjs-core/dist/**/*{.es2017,.fesm,.min,_test}*');
  // What packages have again for browsers and bundlers.
  remove(
    'node_modules/{rxjs/{src,dist/{bundles,esm5,types}},@opentelemetry/*/build/{esm,esnext},moment/{dist,min,src}}',
  );
  remove('node_modules/{astronomia/lib,date-holidays/{dist,lib},{@aws-sdk,@smithy}/*/dist-{es,types}}');
  remove('node_modules/@modelcontextprotocol/sdk/dist/{cjs,esm/examples}');
  // ONNX Runtime ships all platforms in one package.
  const platforms = globSync('node_modules/onnxruntime-node/bin/*/*/*');
  remove(...platforms.filter((path) => !path.endsWith(join('linux', process.arch))));
  const unread = ['*.ts', '*.mts', '*.cts', '*.md', '*.map'].flatMap((name) => ['-o', '-name', name]);
  run('find', 'node_modules', '-type', 'f', '(', ...unread.slice(1), ')', '-delete');
  // Our own maps name lines in stack traces.
  const ours = ['*.test.js*', '*.d.ts', '*.d.ts.map'].flatMap((name) => ['-o', '-name', name]);
  run('find', 'libs', 'services', 'tools/cli', '-type', 'f', '(', ...ours.slice(1), ')', '-delete');
}

const copyTo = (tree, paths) => {
  mkdirSync(join(folder, tree), { recursive: true });
  if (paths.length > 0) run('cp', '-al', '--parents', '-t', join(folder, tree), ...paths);
};

// Before their program is removed too.
const bills = new Map(SERVICES.map((name) => [name, billOf(`services/${name}`)]));
bills.set('cli', billOf('tools/cli')).set('trainer-gpu', bills.get('trainer'));
run('npm', 'prune', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund');
clean();
const packages = new Map();
for (const [image, whole] of bills) {
  const bill = billWithout(leftOut(image), whole);
  const paths = bill.components.map(pathOf).filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path));
  // What a link leads to is a part of the workspace.
  const isOurs = (path) => !relative('.', realpathSync(path)).startsWith('node_modules');
  const ours = paths.filter(isOurs).flatMap((path) => [path, relative('.', realpathSync(path))]);
  packages.set(image, new Set(paths.filter((path) => !isOurs(path))));
  copyTo(`${image}/code`, [...new Set([...ours, 'package.json', 'proto', 'deploy/docker/ready.mjs'])]);
  writeFileSync(join(folder, image, 'code/sbom.cdx.json'), JSON.stringify(bill, null, 1));
}
for (const [layer, images] of Object.entries(LAYERS)) {
  const shared = images.map((image) => packages.get(image)).reduce((a, b) => a.intersection(b));
  copyTo(layer, [...shared]);
  for (const image of images) packages.set(image, packages.get(image).difference(shared));
}
for (const [image, own] of packages) copyTo(`${image}/packages`, [...own]);
for (const image of ['tagger', 'cli']) {
  cpSync(join(process.env.STARS_CACHE, 'text'), join(folder, image, 'packages/cache/text'), { recursive: true });
}
// Any user may run an image.
run('chmod', '-R', 'a+rX', folder);
