import { type AuditFault, keysIn, readAudit, verifyAudit } from '@stars/audit';
import { AUDIT_TOPIC } from '@stars/contracts';
import { parseConfig } from '@stars/platform';
import { stackEnvironment } from '@stars/stack';
import { z } from 'zod';
import { openDataFolder } from '../data-folder.js';
import { EXIT } from '../exit-codes.js';
import { parseMoment } from '../moment.js';
import { withBus } from '../open-bus.js';
import { readSettings } from '../settings.js';
import { type Column, renderTable } from '../table.js';
import { type CommonOptions, printJson } from '../verb.js';

export interface ExportOptions extends CommonOptions {
  since?: string;
}

export interface VerifyOptions extends CommonOptions {
  head: string[];
}

export async function exportAudit({ data, since }: ExportOptions): Promise<void> {
  const folder = openDataFolder(data);
  const from = since === undefined ? 0 : parseMoment(since, readSettings(folder).time_zone, 'since');
  await withBus(folder, async (bus) => {
    for await (const { record } of readAudit(bus)) {
      if (record !== undefined && Date.parse(record.time) >= from) process.stdout.write(`${JSON.stringify(record)}\n`);
    }
  });
}

export async function verify({ data, head: heads, json }: VerifyOptions): Promise<void> {
  const keys = keysIn(parseConfig(z.object(stackEnvironment), process.env).STARS_AUDIT_KEY?.read());
  const verdict = await withBus(openDataFolder(data), async (bus) => {
    const trimmed = [...(await bus.firstOffsets(AUDIT_TOPIC)).values()].some((first) => first > 0);
    return verifyAudit(readAudit(bus), { trimmed, heads, keys });
  });
  if (verdict.faults.length > 0) process.exitCode = EXIT.badData;
  if (json) return printJson(verdict);
  const { records, head, faults } = verdict;
  const said = faults.length === 0 ? 'None was changed, removed, added or moved.' : renderTable(COLUMNS, faults);
  process.stdout.write(`${records} records, the last with the hash ${head || '(none)'}.\n${said}\n`);
}

const COLUMNS: Column<AuditFault>[] = [
  { title: 'offset', value: ({ offset }) => (offset < 0 ? '' : String(offset)), right: true },
  { title: 'record', value: ({ record }) => record ?? '' },
  { title: 'problem', value: ({ problem }) => problem },
];
