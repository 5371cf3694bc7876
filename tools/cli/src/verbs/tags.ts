import type { Command } from 'commander';
import { openDataFolder } from '../data-folder.js';
import { positiveNumber } from '../option-values.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

interface ReportOptions extends CommonOptions {
  vocabulary?: string;
  limit: number;
}

/** What is said about products by tags: what models wanted to say and could not, and what people know better. */
export function addTags(program: Command): void {
  const tags = program.command('tags').description('look into the tags of products, and correct them');
  addVerb(tags, 'report', 'words that tagging models gave and that are no terms of the vocabulary, by how many texts')
    .option('--vocabulary <file>', 'look the words up in this vocabulary, as it may come to be')
    .option('--limit <n>', 'words, the most frequent first', positiveNumber, 100)
    .action(report);
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
