import type { Command } from 'commander';
import { audited } from '../audited.js';
import { openDataFolder } from '../data-folder.js';
import { addVerb, type CommonOptions } from '../verb.js';
import { withStores } from '../with-stores.js';

interface ExportOptions extends CommonOptions {
  tenant: string;
}

/** What is kept of single users. */
export function addUsers(program: Command): void {
  const users = program.command('users').description('what is kept of a user');
  addVerb(users, 'export', 'everything that is kept of a user, as JSON lines: profile, events, archive')
    .argument('<user>', 'id of the user')
    .option('--tenant <tenant>', 'whose user it is', 'default')
    .action(exportUser);
}

async function exportUser(userId: string, { data, tenant }: ExportOptions): Promise<void> {
  const { UserExport } = await import('@stars/personal-data');
  const folder = openDataFolder(data);
  await withStores(folder, async ({ bus, profiles, archive }) => {
    const [mark] = await profiles.marks(tenant, [userId]);
    const exporting = new UserExport({ bus, profiles, archive, rejectsFolder: folder.imports });
    await audited(bus, { action: 'users export', tenant, target: { user: mark!.hash } }, async () => {
      for await (const piece of exporting.all({ tenant, userId })) process.stdout.write(`${JSON.stringify(piece)}\n`);
    });
  });
}
