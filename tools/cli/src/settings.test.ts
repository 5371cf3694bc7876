import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { readSettings, writeSettings } from './settings.js';

let folder: DataFolder;
beforeEach(() => {
  folder = openDataFolder(mkdtempSync(join(tmpdir(), 'stars-settings-')));
});
afterEach(() => rmSync(folder.root, { recursive: true, force: true }));

test('settings are read as they were written', () => {
  const settings = { time_zone: 'America/New_York', country: 'CA', target: 'add_to_cart' } as const;
  writeSettings(folder, settings);
  expect(readSettings(folder)).toEqual(settings);
});

test('a folder without settings has the defaults', () => {
  expect(readSettings(folder)).toEqual({ time_zone: 'UTC', country: 'US' });
});

test.each([
  ['time_zone', { time_zone: 'Mars/Olympus', country: 'US' }],
  ['country', { time_zone: 'UTC', country: 'usa' }],
  ['target', { time_zone: 'UTC', country: 'US', target: 'profit' as 'purchase' }],
])('a wrong %s is refused by name', (field, settings) => {
  expect(() => writeSettings(folder, settings)).toThrow(
    expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field }),
  );
});

test('a mistyped name in the settings file is refused', () => {
  writeFileSync(folder.settings, '{"surface": {}}');
  expect(() => readSettings(folder)).toThrow(
    expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'surface' }),
  );
});

test('a settings file that is not JSON is refused', () => {
  for (const text of ['{', 'null', '[]']) {
    writeFileSync(folder.settings, text);
    expect(() => readSettings(folder)).toThrow(
      expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'settings' }),
    );
  }
});
