import { WORKSPACE } from '@stars/cli/command-line';
import { expect, it } from 'vitest';
import { affectedFolders, workspacePackages } from './affected-packages.js';

const PACKAGES = [
  { folder: 'libs/engine/ranking', name: 'ranking', imports: ['features'] },
  { folder: 'libs/engine/features', name: 'features', imports: [] },
  { folder: 'libs/serving/recommending', name: 'recommending', imports: ['ranking'] },
  { folder: 'services/tagger', name: 'tagger', imports: ['text'] },
];

it('takes a changed package and all that import it, directly or not', () => {
  expect(affectedFolders(PACKAGES, ['libs/engine/features/src/a.ts']).sort()).toEqual([
    'libs/engine/features',
    'libs/engine/ranking',
    'libs/serving/recommending',
  ]);
  expect(affectedFolders(PACKAGES, ['services/tagger/src/a.ts', 'docs/page.md'])).toEqual(['services/tagger']);
});

it('takes nothing for documentation, and everything for what belongs to no package', () => {
  expect(affectedFolders(PACKAGES, ['README.md'])).toEqual([]);
  expect(affectedFolders(PACKAGES, ['proto/stars/v1/item.proto'])).toHaveLength(PACKAGES.length);
});

it('knows the packages of the workspace', () => {
  const folders = affectedFolders(workspacePackages(WORKSPACE), ['libs/engine/ranking/src/index.ts']);
  expect(folders).toEqual(expect.arrayContaining(['libs/serving/recommending', 'services/gateway', 'lab']));
  expect(folders).not.toContain('libs/foundation/platform');
});
