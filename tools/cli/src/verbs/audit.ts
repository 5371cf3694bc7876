import { readAudit } from '@stars/audit';
import type { Command } from 'commander';
import { openDataFolder } from '../data-folder.js';
import { parseMoment } from '../moment.js';
import { withBus } from '../open-bus.js';
import { readSettings } from '../settings.js';
import { addVerb, type CommonOptions } from '../verb.js';

interface AuditOptions extends CommonOptions {
  since?: string;
}

/** `./stars audit`: the log of what was done by whom. */
export function addAudit(program: Command): void {
  addVerb(program, 'audit', 'the log of what was done by whom, as JSON lines, oldest first')
    .option('--since <time>', 'only records from this date or ISO 8601 time on')
    .action(list);
}

async function list({ data, since }: AuditOptions): Promise<void> {
  const folder = openDataFolder(data);
  const from = since === undefined ? 0 : parseMoment(since, readSettings(folder).time_zone, 'since');
  await withBus(folder, async (bus) => {
    for await (const record of readAudit(bus)) {
      if (Date.parse(record.time) >= from) process.stdout.write(`${JSON.stringify(record)}\n`);
    }
  });
}
