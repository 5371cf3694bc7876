import { buildProgram } from './program.js';
import { reportError } from './report-error.js';

try {
  await buildProgram().parseAsync();
} catch (error) {
  const { exitCode, text } = reportError(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
}
