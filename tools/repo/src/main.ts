import { runProgram } from '@stars/cli/command-line';
import { buildProgram } from './program.js';

await runProgram(buildProgram);
