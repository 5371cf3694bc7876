// What every command line of the repository shares: it loads no engine.
export { cacheFolder } from './cache-folder.js';
export { EXIT, EXIT_MEANING, exitCodeOf } from './exit-codes.js';
export { commaList, decimalNumber, minutes, positiveNumber, wholeNumber } from './option-values.js';
export { Progress, type ProgressState } from './progress.js';
export { reportError } from './report-error.js';
export { newProgram, runProgram } from './run-program.js';
export { readStored } from './stored.js';
export { addVerb, type CommonOptions, printJson } from './verb.js';
export { WORKSPACE } from './workspace.js';
