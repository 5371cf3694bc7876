import { parseConfig } from '@stars/platform';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signalEnvironment } from './signal-settings.js';

const read = (env: Record<string, string>) => parseConfig(z.object(signalEnvironment), env).STARS_GATEWAY_SIGNALS;

describe('signal settings', () => {
  it('are rules by signal, with one for all others', () => {
    const text = '{"temperature": {"on": false}, "*": {"ttl_minutes": 60, "alarm_share": 0.3}}';
    const signals = read({ STARS_GATEWAY_SIGNALS: text });
    expect(signals!.of('temperature')).toEqual({ on: false, ttlMs: 3_600_000, alarmShare: 0.3 });
    expect(signals!.of('event')).toEqual({ on: true, ttlMs: 3_600_000, alarmShare: 0.3 });
  });

  it('may be absent', () => {
    expect(read({})).toBeUndefined();
  });

  it.each([
    ['{', 'must be JSON'],
    ['[]', 'STARS_GATEWAY_SIGNALS'],
    ['{"rain": {"on": "no"}}', 'STARS_GATEWAY_SIGNALS.rain.on'],
    ['{"rain": {"ttl_minutes": 0}}', 'STARS_GATEWAY_SIGNALS.rain.ttl_minutes'],
    ['{"rain": {"alarm_share": 2}}', 'STARS_GATEWAY_SIGNALS.rain.alarm_share'],
    ['{"rain": {"off": true}}', 'off'],
  ])('are refused by name if they make no sense: %s', (text, said) => {
    let message = '';
    try {
      read({ STARS_GATEWAY_SIGNALS: text });
    } catch (error) {
      message = (error as Error).message;
      expect(error).toMatchObject({ code: 'STARS_CONFIG_INVALID' });
    }
    expect(message).toContain(said);
    expect(message).not.toContain('is required');
  });
});
