import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DEFAULT_TENANT, type JsonObject } from '@stars/contracts';

/** Of rows that can be a user's. */
const NAME = /^rejects-(events|impressions|users)\.jsonl$/;

/** Rows of a user that imports refused, as the folder has them. A row that names no tenant is the default tenant's. */
export async function refusedRows(
  folder: string,
  tenant: string,
  userId: string,
): Promise<{ place: string; content: JsonObject }[]> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => NAME.test(name)) : [];
  const found: { place: string; content: JsonObject }[] = [];
  for (const name of names) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Infinity })) {
      const content = rejectOf(line);
      if (content && isOf(content, tenant, userId)) found.push({ place: `imports/${name}`, content });
    }
  }
  return found;
}

/** Undefined for a line that an import is writing now. */
function rejectOf(line: string): JsonObject | undefined {
  try {
    return JSON.parse(line) as JsonObject;
  } catch {
    return undefined;
  }
}

function isOf({ user_id, tenant_id, raw: row }: JsonObject, tenant: string, userId: string): boolean {
  if (user_id !== undefined) return String(user_id) === userId && String(tenant_id || DEFAULT_TENANT) === tenant;
  // It has no columns that could say whose it is: JSON that is cut off, or a line of a table with too few cells.
  const raw = String(row);
  const named = /"tenant_id":"([^"]*)"/.exec(raw)?.[1] || DEFAULT_TENANT;
  if (named !== tenant) return false;
  const fields = raw.split(/[,;\t|]/).map((field) => field.trim().replace(/^"|"$/g, ''));
  return fields.includes(userId) || raw.includes(JSON.stringify(userId));
}
