import type { Command } from 'commander';
import { audited } from '../audited.js';
import { openDataFolder } from '../data-folder.js';
import { withBus } from '../open-bus.js';
import { positiveNumber } from '../option-values.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

interface ReportOptions extends CommonOptions {
  vocabulary?: string;
  limit: number;
}

/** Reports and corrects tags of products: words that models could not use, and what people know better. */
export function addTags(program: Command): void {
  const tags = program.command('tags').description('show and correct the tags of products');
  addVerb(tags, 'report', 'words of tagging models that are no terms of the vocabulary, by number of texts')
    .option('--vocabulary <file>', 'look the words up in this proposed vocabulary')
    .option('--limit <n>', 'words, the most frequent first', positiveNumber, 100)
    .action(report);
  addVerb(tags, 'correct', 'correct the tags of a tagger by hand, or withdraw corrections')
    .argument('<file>', 'JSON Lines: item_id, and add, remove (terms) or withdrawn')
    .action(correct);
  addVerb(tags, 'corrections', 'list the corrections that are in force').action(corrections);
}

async function correct(file: string, options: CommonOptions): Promise<void> {
  const { publishCorrections, readCorrections } = await import('../tag-corrections.js');
  const { loadVocabulary } = await import('@stars/text');
  const vocabulary = await loadVocabulary(process.env['STARS_TEXT_VOCABULARY']);
  const read = await readCorrections(file, vocabulary, new Date());
  const target = { items: read.map(({ itemId, add, remove, withdrawn }) => ({ itemId, add, remove, withdrawn })) };
  const published = await withBus(openDataFolder(options.data), (bus) =>
    audited(bus, { action: 'tags correct', target }, () => publishCorrections(bus, read)),
  );
  if (options.json) printJson({ corrections: read.length, published });
  else process.stdout.write(`${read.length} corrections, ${published} of them new\n`);
}

async function corrections(options: CommonOptions): Promise<void> {
  const { correctionsInForce, renderCorrections } = await import('../tag-corrections.js');
  const inForce = await withBus(openDataFolder(options.data), correctionsInForce);
  if (options.json) {
    const rows = inForce.map(({ tenantId, itemId, add, remove }) => ({
      tenant_id: tenantId,
      item_id: itemId,
      add,
      remove,
    }));
    printJson(rows);
  } else process.stdout.write(`${renderCorrections(inForce)}\n`);
}

async function report(options: ReportOptions): Promise<void> {
  const { renderTagReport, tagReport } = await import('../tag-report.js');
  const made = await tagReport(openDataFolder(options.data), {
    vocabulary: process.env['STARS_TEXT_VOCABULARY'],
    proposed: options.vocabulary,
    limit: options.limit,
    now: new Date(),
  });
  if (options.json) printJson(made);
  else process.stdout.write(`${renderTagReport(made)}\n`);
}
