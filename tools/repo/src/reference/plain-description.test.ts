import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { CandidateSource } from '@stars/contracts';
import { secondStageColumns } from '@stars/ranking';
import { expect, it } from 'vitest';
import { EVERYTHING } from './columns-page.js';

const page = readFileSync(join(WORKSPACE, 'docs/explanation/why-you-see-these-products.md'), 'utf8');

/** What the page says that it describes, with the text that follows each. */
const described = (what: string): Map<string, string> =>
  new Map(
    [...page.matchAll(new RegExp(`<!-- ${what}: (.+) -->\n(.+)\n`, 'g'))].map(([, name, text]) => [name!, text!]),
  );

it('describes every source of products and every group of features to the people whom they concern', () => {
  const sources = Object.keys(CandidateSource).filter((name) => /^CANDIDATE_SOURCE_(?!UNSPECIFIED)/.test(name));
  const names = sources.map((name) => name.slice('CANDIDATE_SOURCE_'.length).toLowerCase());
  expect([...described('source').keys()].sort()).toEqual(names.sort());
  const groups = new Set(secondStageColumns(EVERYTHING).map(({ group }) => group));
  expect([...described('feature').keys()].sort()).toEqual([...groups].sort());
  for (const text of [...described('source').values(), ...described('feature').values()]) expect(text).toContain('**');
});
