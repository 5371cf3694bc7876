import type { Command } from 'commander';
import { auditedIn } from '../audited.js';
import { openDataFolder } from '../data-folder.js';
import { withBus } from '../open-bus.js';
import { positiveNumber } from '../option-values.js';
import { vocabularyOf } from '../settings.js';
import { correctionsInForce, publishCorrections, readCorrections, renderCorrections } from '../tag-corrections.js';
import { renderTagReport, tagReport } from '../tag-report.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

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
  const { loadVocabulary } = await import('@stars/text');
  const vocabulary = await loadVocabulary(vocabularyOf(openDataFolder(options.data)));
  const read = await readCorrections(file, vocabulary, new Date());
  const target = { items: read.map(({ itemId, add, remove, withdrawn }) => ({ itemId, add, remove, withdrawn })) };
  const told = { action: 'tags correct', target };
  const published = await auditedIn(openDataFolder(options.data), told, (bus) => publishCorrections(bus, read));
  const result = { corrections: read.length, published };
  printResult(options, result, `${read.length} corrections, ${published} of them new\n`);
}

async function corrections(options: CommonOptions): Promise<void> {
  const inForce = await withBus(openDataFolder(options.data), correctionsInForce);
  const rows = inForce.map(({ tenantId, itemId, add, remove }) => ({
    tenant_id: tenantId,
    item_id: itemId,
    add,
    remove,
  }));
  printResult(options, rows, `${renderCorrections(inForce)}\n`);
}

async function report(options: ReportOptions): Promise<void> {
  const folder = openDataFolder(options.data);
  const made = await tagReport(folder, {
    vocabulary: vocabularyOf(folder),
    proposed: options.vocabulary,
    limit: options.limit,
    now: new Date(),
  });
  printResult(options, made, `${renderTagReport(made)}\n`);
}
