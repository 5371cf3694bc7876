import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Functions = Pick<typeof files, 'open' | 'rename'>;

/**
 * Replaces a function of `node:fs/promises` for every module of the process.
 * @param by Gets the real function. @returns puts the real one back
 */
export function replaceFileFunction<Name extends keyof Functions>(
  name: Name,
  by: (real: Functions[Name]) => Functions[Name],
): () => void {
  const real: Functions[Name] = files[name];
  const set = (used: Functions[Name]): void => {
    Object.assign(files, { [name]: used });
    syncBuiltinESMExports();
  };
  set(by(real));
  return () => set(real);
}

/** Files whose path has this ending find the disk full when they are synced. @returns ends it */
export const diskFullAt = (ending: string): (() => void) =>
  replaceFileFunction('open', (open) => async (path, ...rest) => {
    const file = await open(path, ...rest);
    if (String(path).endsWith(ending)) {
      file.sync = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
    }
    return file;
  });
