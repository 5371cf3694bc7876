import { describe, expect, it } from 'vitest';
import { createLogger, prettyLines } from './logger.js';
import { nestLogger } from './nest-logger.js';

function capture() {
  const lines: string[] = [];
  return { lines, destination: { write: (line: string) => void lines.push(line) } };
}

describe('createLogger', () => {
  it('writes one JSON object a line with service, level word and ISO time', () => {
    const { lines, destination } = capture();
    createLogger('gateway', { destination }).info({ users: 3 }, 'hello');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      service: 'gateway',
      level: 'info',
      msg: 'hello',
      users: 3,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it('writes no secret', () => {
    const { lines, destination } = capture();
    createLogger('gateway', { destination }).info({ apiKey: 'hunter2', endpoint: { token: 'hunter2' } }, 'x');
    expect(lines.join()).not.toContain('hunter2');
  });

  it.each(['JSON', 'for a person'])('writes no character that commands a terminal: %s', (form) => {
    const { lines, destination } = capture();
    const title = 'Milk\u001b]0;x\u0007\u009b2J\r\u202e\\u001b \b\\';
    const logger = createLogger('gateway', {
      destination: form === 'JSON' ? destination : prettyLines(destination, false),
    });
    logger.info({ title }, `tagged ${title}`);
    expect(lines.join('')).toContain('tagged Milk');
    expect(lines.join('')).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
    if (form === 'JSON') expect(JSON.parse(lines[0]!)).toMatchObject({ title, msg: `tagged ${title}` });
    else expect(lines.join('')).toContain('\\u001b]0;x\\u0007\\u009b2J');
  });

  it('writes nothing when silent', () => {
    const { lines, destination } = capture();
    createLogger('gateway', { destination, level: 'silent' }).info('x');
    expect(lines).toEqual([]);
  });

  it('takes Nest messages at debug, and keeps its errors', () => {
    const { lines, destination } = capture();
    const nest = nestLogger(createLogger('gateway', { destination }));
    nest.log('route mapped', 'Router');
    nest.error(new Error('broken'), 'Router');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'error', context: 'Router', msg: 'broken' });
  });
});
