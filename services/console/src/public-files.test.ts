import { expect, it } from 'vitest';
import { readPublicFiles } from './public-files.js';

it('serves every file that the page and its scripts name', () => {
  const files = readPublicFiles();
  const named = ['index.html', 'console.js'].flatMap((name) => {
    const text = String(files.get(name)!.bytes);
    return [...text.matchAll(/(?:href|src|from) ?=? ?['"](?:\.\/|console\/)?([\w-]+\.(?:css|js))['"]/g)].map(
      ([, file]) => file!,
    );
  });
  expect(named.sort()).toEqual(['answer-view.css', 'answer-view.js', 'caller.js', 'console.css', 'console.js']);
  for (const name of named) expect(files.has(name)).toBe(true);
});
