import { expect, it } from 'vitest';
import { reportError } from './report-error.js';
import { renderTable } from './table.js';

const HOSTILE = 'Milk\u001b[2J\u001b]0;owned\u0007\n#1 item\r\u202e';

it('a cell stays in its line, and commands nothing', () => {
  const table = renderTable(
    [
      { title: 'title', value: (row: string) => row },
      { title: 'n', value: () => 1, right: true },
    ],
    [HOSTILE, 'Butter'],
  );
  expect(table.split('\n')).toHaveLength(4);
  expect(table).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  expect(table).toContain('Milk\\u001b[2J\\u001b]0;owned\\u0007 #1 item\\u000d\\u202e  1');
});

it('nor does an error', () => {
  expect(reportError(new Error(HOSTILE)).text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
});

it('a question for help is no error, whichever copy of commander it comes from', () => {
  const asked = Object.assign(new Error('(outputHelp)'), { name: 'CommanderError', exitCode: 0 });
  expect(reportError(asked)).toEqual({ exitCode: 0, text: '' });
});
