/** Listeners of this process by database file: a publish wakes consumers at once, without waiting for their poll. */
const listeners = new Map<string, Set<() => void>>();

/** Calls `listener` after each append to the file by this process, until the returned function is called. */
export function onAppend(path: string, listener: () => void): () => void {
  const ofPath = listeners.get(path) ?? new Set();
  listeners.set(path, ofPath.add(listener));
  return () => {
    ofPath.delete(listener);
    if (ofPath.size === 0 && listeners.get(path) === ofPath) listeners.delete(path);
  };
}

export function announceAppend(path: string): void {
  for (const listener of listeners.get(path) ?? []) listener();
}
