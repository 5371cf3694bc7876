import { newProgram } from '@stars/cli/command-line';
import type { Command } from 'commander';
import { addCheck } from './verbs/check.js';
import { addDev } from './verbs/dev.js';
import { addLint } from './verbs/lint.js';
import { addSetup } from './verbs/setup.js';
import { addTest } from './verbs/test.js';

/** The verbs of `./stars` for who changes STARS. */
export function buildProgram(): Command {
  const program = newProgram('./stars', 'To change STARS: build, check and test it.');
  for (const add of [addCheck, addDev, addLint, addSetup, addTest]) add(program);
  return program;
}
