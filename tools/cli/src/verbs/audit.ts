import type { Command } from 'commander';
import type { ExportOptions, VerifyOptions } from '../audit/run-verbs.js';
import { addVerb } from '../verb.js';

const verbs = () => import('../audit/run-verbs.js');

/** Reads the log of what was done by whom, and checks that nobody changed it. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('the log of what was done by whom: export, verify');
  addVerb(audit, 'export', 'all records as JSON lines, oldest first')
    .option('--since <time>', 'only records from this date or ISO 8601 time on')
    .action(async (options: ExportOptions) => (await verbs()).exportAudit(options));
  addVerb(audit, 'verify', 'find records that were changed, removed, added or moved; ends with 3 if there are any')
    .option('--head <hash...>', 'hashes of records that were there: of a former verify, or from the logs', [])
    .action(async (options: VerifyOptions) => (await verbs()).verify(options));
}
