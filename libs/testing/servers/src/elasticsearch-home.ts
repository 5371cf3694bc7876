import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { cached, NATIVE, nativeDigest } from './cache.js';
import { copyJars } from './maven.js';
import { runProgram } from './run-program.js';

const VERSION = '9.5.3';
const SOURCES = join(NATIVE, 'elasticsearch');
/** Jars of the HTTP layer, which is a module in a folder of its own. */
const HTTP_MODULE = /^(transport-netty4|netty|elasticsearch-ssl-config)-.*\.jar$/;
const LIBZSTD = ['/usr/lib/x86_64-linux-gnu/libzstd.so.1', '/usr/lib/aarch64-linux-gnu/libzstd.so.1'];

/**
 * An Elasticsearch home laid out from Maven Central, which has the server as jars and no archive. Its modules for
 * scripts, `_update_by_query`, `_reindex`, security and index life cycles are published nowhere: they are missing.
 */
export function elasticsearchHome(java: string, onStep?: (label: string) => void): Promise<string> {
  return cached(`elasticsearch-${VERSION}-${nativeDigest('elasticsearch')}`, async (home) => {
    onStep?.(`Elasticsearch ${VERSION} (44 MB)`);
    const lib = join(home, 'lib');
    const compiler = join(home, 'compiler');
    const http = join(home, 'modules/transport-netty4');
    for (const folder of [http, join(home, 'modules/root-info'), join(home, 'config')]) {
      mkdirSync(folder, { recursive: true });
    }
    await copyJars(join(SOURCES, 'pom.xml'), lib, 'runtime');
    await copyJars(join(SOURCES, 'pom.xml'), compiler, 'provided');
    for (const jar of readdirSync(lib).filter((name) => HTTP_MODULE.test(name))) {
      renameSync(join(lib, jar), join(http, jar));
    }
    await describeHttpModule(http);
    const compile = (source: string, folder: string) =>
      runProgram(java, [
        ...['-cp', join(compiler, '*'), 'org.eclipse.jdt.internal.compiler.batch.Main', '-21', '-nowarn'],
        ...['-cp', jarsOf(lib), '-d', folder, join(SOURCES, source)],
      ]);
    await compile('EsTestNode.java', join(home, 'launcher'));
    const entitlement = join(lib, `elasticsearch-entitlement-${VERSION}.jar`);
    await runProgram('python3', [join(SOURCES, 'without_descriptor.py'), entitlement, 'org.elasticsearch.entitlement']);
    await addRootInfo(join(home, 'modules/root-info'), compile);
    for (const file of ['elasticsearch.yml', 'log4j2.properties']) {
      copyFileSync(join(SOURCES, file), join(home, 'config', file));
    }
    linkZstd(lib);
  });
}

function jarsOf(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .map((name) => join(folder, name))
    .join(':');
}

/** The module's descriptor lies inside its jar. */
async function describeHttpModule(folder: string): Promise<void> {
  const jar = readdirSync(folder).find((name) => name.startsWith('transport-netty4-'));
  if (!jar) throw new StarsError('STARS_UNAVAILABLE', 'Maven left no transport-netty4 jar');
  const unpacked = join(folder, '..', '..', 'unpacked');
  await runProgram('python3', ['-m', 'zipfile', '-e', join(folder, jar), unpacked]);
  copyFileSync(
    join(unpacked, 'META-INF/es-plugins/transport-netty4/plugin-descriptor.properties'),
    join(folder, 'plugin-descriptor.properties'),
  );
}

/** `GET /`, which clients ask first: the module with the real one isn't published. */
async function addRootInfo(
  folder: string,
  compile: (source: string, folder: string) => Promise<string>,
): Promise<void> {
  const classes = join(folder, '..', '..', 'root-info-classes');
  await compile('RootInfoPlugin.java', classes);
  const files = readdirSync(classes).map((name) => join(classes, name));
  await runProgram('python3', ['-m', 'zipfile', '-c', join(folder, 'root-info.jar'), ...files]);
  const descriptor = {
    name: 'root-info',
    description: 'GET / for tests',
    version: VERSION,
    'elasticsearch.version': VERSION,
    'java.version': 21,
    classname: 'RootInfoPlugin',
  };
  const lines = Object.entries(descriptor).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(folder, 'plugin-descriptor.properties'), lines.join(''));
}

/** Debian's libzstd lets the native access load; without it an index with `best_compression` hangs. */
function linkZstd(lib: string): void {
  const library = LIBZSTD.find((path) => existsSync(path));
  if (!library) return;
  const folder = join(lib, 'platform', process.arch === 'arm64' ? 'linux-aarch64' : 'linux-x64');
  mkdirSync(folder, { recursive: true });
  symlinkSync(library, join(folder, 'libzstd.so'));
}
