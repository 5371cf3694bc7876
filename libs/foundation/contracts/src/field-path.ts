import { StarsError, type StarsErrorCode } from '@stars/errors';

/** `interactions[3]` and `user_id` make `interactions[3].user_id`. */
export const joinPath = (path: string, name: string): string =>
  path === '' ? name : name === '' ? path : `${path}.${name}`;

/** The path of an element of a list. */
export const indexPath = (path: string, name: string, index: number): string => `${joinPath(path, name)}[${index}]`;

/** The error of one field; its message begins with the field's path. */
export function fieldError(code: StarsErrorCode, path: string, name: string, problem: string): StarsError {
  const field = joinPath(path, name);
  return new StarsError(code, field === '' ? problem : `${field} ${problem}`, field === '' ? {} : { field });
}
