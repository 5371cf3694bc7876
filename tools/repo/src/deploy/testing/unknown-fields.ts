import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { runCommand } from '../../run-command.js';
import type { Manifest } from './manifest.js';
import { groupOf, OPERATORS } from './schemas.js';

/**
 * What the compiler says of objects of operators: fields whose names their types do not have. The packages with these types check
 * values, but let unknown names pass.
 */
export async function unknownFields(manifests: readonly Manifest[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stars-fields-'));
  try {
    const lines = manifests
      .filter((manifest) => groupOf(manifest) in OPERATORS)
      .map((manifest, n) => {
        const types = join(
          WORKSPACE,
          'node_modules',
          OPERATORS[groupOf(manifest)]!,
          manifest.apiVersion,
          manifest.kind,
        );
        const type = `import(${JSON.stringify(types)}).I${manifest.kind}`;
        return `export const _${n}: ${type} = ${JSON.stringify(manifest)};`;
      });
    const file = join(folder, 'objects.ts');
    writeFileSync(file, lines.join('\n'));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig', '--module', 'nodenext'];
    const compiler = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
    const { output } = await runCommand(process.execPath, [compiler, ...options, file], { cwd: folder });
    return output.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
