import { afterAll } from 'vitest';

// Files share a process: a variable that one sets is none of the next one's.

const before = { ...process.env };

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
