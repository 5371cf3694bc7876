import { configInvalid, takeSettings } from '@stars/platform/settings';
import { buildProgram } from './program.js';
import { reportError } from './report-error.js';

const fail = (error: unknown): void => {
  const { exitCode, text } = reportError(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
};
// Node would print it with all that a client library keeps in it.
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
try {
  const problems = await takeSettings(process.env);
  if (problems.length > 0) throw configInvalid(problems);
  const program = await buildProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  fail(error);
}
