import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FILES, pathOf } from './console.controller.js';

it('serves every file that the page and its scripts name', () => {
  const named = ['index.html', 'console.js'].flatMap((name) => {
    const text = readFileSync(pathOf(name), 'utf8');
    return [...text.matchAll(/(?:href|src|from) ?=? ?['"](?:\.\/|console\/)?([\w-]+\.(?:css|js))['"]/g)].map(
      ([, file]) => file!,
    );
  });
  expect(named.sort()).toEqual(['answer-view.css', 'answer-view.js', 'caller.js', 'console.css', 'console.js']);
  for (const name of named) expect(FILES).toContain(name);
});
