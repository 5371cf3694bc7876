import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { elasticsearchHome } from './elasticsearch-home.js';
import { freePort } from './free-port.js';
import { ensureJava } from './java.js';
import { answers } from './probes.js';
import type { RunningServer, ServerOptions } from './running-server.js';
import { ServerProcess, serverFolder } from './server-process.js';

export interface ElasticsearchOptions extends ServerOptions {
  /** Further settings of the node, such as `{ 'cluster.routing.allocation.disk.threshold_enabled': true }`. */
  settings?: Record<string, string | number | boolean>;
}

const JAVA = 21;
const NATIVE_ACCESS = 'org.elasticsearch.nativeaccess,org.elasticsearch.foreign,org.apache.lucene.core';

function javaOptions(home: string, folder: string): string[] {
  return [
    ...['-Xms512m', '-Xmx512m', '-Xss1m', '-XX:+UseSerialGC', '-XX:-OmitStackTraceInFastThrow'],
    ...[`-Djava.io.tmpdir=${join(folder, 'tmp')}`, '-Dfile.encoding=UTF-8', '-Djava.awt.headless=true'],
    ...['-Dlog4j.shutdownHookEnabled=false', '-Dlog4j2.disable.jmx=true'],
    ...['-Dio.netty.noUnsafe=true', '-Dio.netty.noKeySetOptimization=true'],
    '-Dio.netty.recycler.maxCapacityPerThread=0',
    '-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false',
    ...['--sun-misc-unsafe-memory-access=allow', `--enable-native-access=${NATIVE_ACCESS}`],
    ...[`-Des.path.home=${home}`, '-Des.distribution.type=tar', '--module-path', join(home, 'lib')],
    ...['--add-modules=jdk.net,jdk.management.agent,ALL-MODULE-PATH', '-cp', join(home, 'launcher'), 'EsTestNode'],
  ];
}

/**
 * One Elasticsearch node on 127.0.0.1, less the modules that `elasticsearchHome` names. Needs a Java 21 or newer
 * (found, or fetched as a package), Maven and Python 3.
 * Errors: `STARS_UNAVAILABLE` where it cannot be fetched or does not start, `STARS_PORT_IN_USE`.
 */
export async function startElasticsearch(options: ElasticsearchOptions = {}): Promise<RunningServer> {
  const java = join(await ensureJava(JAVA, options.onStep), 'bin/java');
  const home = await elasticsearchHome(java, options.onStep);
  options.onStep?.('Elasticsearch starts');
  const place = serverFolder('elasticsearch', options);
  mkdirSync(join(place.folder, 'tmp'), { recursive: true });
  const port = options.port || (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    'http.port': port,
    'transport.port': await freePort(),
    'path.data': join(place.folder, 'data'),
    'path.logs': join(place.folder, 'logs'),
    'path.repo': join(place.folder, 'snapshots'),
    ...options.settings,
  };
  return ServerProcess.start(
    {
      name: 'elasticsearch',
      url,
      port,
      program: java,
      parameters: [
        ...javaOptions(home, place.folder),
        ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
      ],
      isReady: () => answers('elasticsearch', url),
    },
    options,
    place,
  );
}
