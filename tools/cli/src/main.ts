import { enableCompileCache } from 'node:module';
import { buildProgram } from './program.js';
import { reportError } from './report-error.js';

// Compiled code is kept between starts: a quarter of what starting takes.
enableCompileCache();
try {
  const program = await buildProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  const { exitCode, text } = reportError(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
}
