import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, page, sentence, table } from './markdown.js';
import { sourceFiles } from './source-files.js';

const CALL = /\.(counter|gauge|histogram|tracedHistogram)(?:<[^(]*>)?\(\{(.*?)\}\)/gs;

/** Every metric that a library or service registers, by name. */
export function metricsPage(root: string): string {
  const metrics = sourceFiles(root, '{libs,services}/**/src/**/*.ts').flatMap((source) =>
    metricsIn(readFileSync(join(root, source), 'utf8'), source),
  );
  const rows = metrics
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type, labels, help, source }) => [
      code(name),
      type,
      labels.map(code).join(', '),
      sentence(help),
      `[${source.split('/').at(-1)}](../../${source})`,
    ]);
  return page('Metrics', 'the metrics that the sources register', [
    'Prometheus reads them at `/metrics` of each process. Every series has the label `service` too. The processes also ' +
      'report what Node.js says of itself, as `process_…` and `nodejs_…`. A process that traces writes them in the format of ' +
      'OpenMetrics, and its buckets have [exemplars](../how-to/trace-a-request.md) where the table says so.',
    table(['metric', 'type', 'labels', 'what it says', 'registered in'], rows),
  ]);
}

/**
 * The metrics that one source registers. Errors: a call that does not name its metric and say what it is.
 * @param source its path
 */
export function metricsIn(text: string, source: string) {
  const calls = text.match(/[mM]etrics\??\.(counter|gauge|histogram|tracedHistogram)\b/g) ?? [];
  const rows = [...text.matchAll(CALL)].map(([, type, spec]) => {
    const name = /name: '(\w+)'/.exec(spec!)?.[1];
    const help = /help:\s*(['"])(.*?)\1\s*(?:,|$)/.exec(spec!)?.[2];
    if (name === undefined || help === undefined) throw new Error(`${source}: a metric without a name or help`);
    const labels = [...(/labels: \[([^\]]*)\]/.exec(spec!)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, label]) => label!);
    return { name, type: type === 'tracedHistogram' ? 'histogram, exemplars' : type!, labels, help, source };
  });
  if (rows.length !== calls.length) throw new Error(`${source}: ${calls.length} metrics, ${rows.length} can be read`);
  return rows;
}
