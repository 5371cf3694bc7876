export { pythonEnvironment } from './python-environment.js';
export { table as markdownTable } from './reference/markdown.js';
